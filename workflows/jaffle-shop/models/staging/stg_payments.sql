with source as (
    select * from {{ ref('raw_payments') }}
)

select
    id as payment_id,
    order_id,
    payment_method,

    -- The source counts cents.
    {{ cents_to_money('amount') }} as amount
from source
