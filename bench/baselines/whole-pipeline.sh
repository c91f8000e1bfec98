#!/usr/bin/env bash
# The pipeline customer-is-king as a careful shell user would write it, with the same zones and the same warehouse tables:
# curl, sha256sum and pdftotext for the files; MongoDB's own Node.js driver for the transactions (curl does not speak its protocol);
# DuckDB for Parquet and CSV; psql for the load with keys and constraints. Both branches run at once. The models are the workflow's
# own SQL. What it leaves out: lineage, snapshots, resuming, provenance beyond file and line, quarantine reasons, counts per rule.
# Takes: FOLDER (empty), MODELS, URL, CURL_CONFIG, MONGO_URI, NODE_PATH, DUCKDB (a command: folder, file of SQL), PG… for psql.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$FOLDER"/{landing/procedures,text,raw,refined,quarantine,presentation,csv}
cd "$FOLDER"

procedures() {
  cd landing/procedures
  # Four processes: curl --parallel cuts files short over FTPS (7.88).
  curl -sS -K "$CURL_CONFIG" --list-only "$URL" | tr -d '\r' | grep '\.pdf$' | sed "s#.*#$URL&#" | xargs -P 4 -n 2 curl -sS -K "$CURL_CONFIG" --remote-name-all
  echo 'name,sha256,status' > ../documents.csv
  for name in *.pdf; do
    if pdftotext -q "$name" "../../text/$name.txt" && pdftotext -q -bbox "$name" "../../text/$name.html"; then status=ok; else status=unreadable; fi
    echo "$name,$(sha256sum "$name" | cut -d' ' -f1),$status" >> ../documents.csv
  done
  cd ../..
  sed "s#@FOLDER@#$FOLDER#g" "$here/documents.sql" > documents.sql
  $DUCKDB "$FOLDER" documents.sql
}

model() { # name: the workflow's model as a query over the views raw, refined and dim_item
  sed -e "s/{{ source('raw', 'transactions') }}/raw/; s/{{ ref('refined.transactions') }}/refined/; s/{{ ref('dim_item') }}/dim_item/; s/{{ var('as_of', null) }}/NULL/" "$MODELS/$1.sql"
}

transactions() {
  OUTPUT=landing/transactions.ndjson node "$here/mongodb-to-json-lines.js" > landing/count
  sha256sum landing/transactions.ndjson > landing/transactions.sha256
  {
    cat "$here/raw.sql"
    echo 'CREATE TABLE typed AS'; model refined/transactions; echo ';'
    cat "$here/refined.sql"
    for name in dim_item dim_customer dim_country dim_date customer_features fact_transaction; do
      echo 'COPY ('; model "presentation/$name"; echo ") TO '@FOLDER@/presentation/$name.parquet' (FORMAT parquet, COMPRESSION zstd);"
      echo "CREATE VIEW $name AS FROM read_parquet('@FOLDER@/presentation/$name.parquet');"
    done
    cat "$here/csv.sql"
  } | sed "s#@FOLDER@#$FOLDER#g" > transactions.sql
  $DUCKDB "$FOLDER" transactions.sql
}

procedures & files=$!
transactions
wait $files
psql -X -q --single-transaction -v ON_ERROR_STOP=1 -f "$here/warehouse.sql"
