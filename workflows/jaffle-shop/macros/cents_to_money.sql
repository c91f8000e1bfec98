{% macro cents_to_money(column) %}cast({{ column }} / 100 as decimal(18, 2)){% endmacro %}
