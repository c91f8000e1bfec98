// Prints nothing but the number of documents; they go to $OUTPUT, a line each.
const { MongoClient } = require('mongodb');
const fs = require('fs');
(async () => {
  const client = new MongoClient(process.env.MONGO_URI);
  await client.connect();
  const out = fs.createWriteStream(process.env.OUTPUT);
  let n = 0;
  for await (const d of client.db('shop').collection('transactions').find().batchSize(1000)) {
    if (!out.write(JSON.stringify(d) + '\n')) await new Promise(r => out.once('drain', r));
    n++;
  }
  await new Promise(r => out.end(r));
  await client.close();
  console.log(n);
})();
