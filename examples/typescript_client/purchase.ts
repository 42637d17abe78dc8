// A whole purchase: look, fill a cart, say where to, see what it costs, buy.

import { randomUUID } from "node:crypto";
import { Client, must } from "./client.js";

const shop = new Client(process.env["KONTOR"] ?? "http://127.0.0.1:8080");

const shelf = must(await shop.call("get", "/store/v1/products", {
  query: { limit: 20 },
}));
const row = shelf.data.find((product) => product.is_available);
if (!row) throw new Error("the shop has nothing to sell");

const product = must(await shop.call("get", "/store/v1/products/{slug_or_id}", {
  path: { slug_or_id: row.slug },
}));
const variant = product.variants.find((one) => one.is_available);
if (!variant) throw new Error(`${product.title} is sold out`);
console.log(`${product.title}: ${variant.price} ${product.currency}`);

const made = must(await shop.call("post", "/store/v1/carts", {
  key: randomUUID(),
  body: { lines: [{ sku: variant.sku, quantity: 2 }] },
}));
const path = { cart_id: made.id };

must(await shop.call("patch", "/store/v1/carts/{cart_id}", {
  path,
  match: `"v${made.version}"`,
  body: {
    email: "ada@example.com",
    shipping_address: {
      first_name: "Ada", last_name: "Berg", line1: "Hafenstr. 1",
      postal_code: "20457", city: "Hamburg", country: "DE",
    },
  },
}));

const options = must(
  await shop.call("get", "/store/v1/carts/{cart_id}/shipping-options", { path }),
);
const option = options.data[0];
if (!option) throw new Error("nothing ships there");
const cart = must(await shop.call("patch", "/store/v1/carts/{cart_id}", {
  path,
  body: { shipping_option: option.code },
}));

const methods = must(
  await shop.call("get", "/store/v1/carts/{cart_id}/payment-methods", { path }),
);
const method = methods.data[0];
if (!method) throw new Error("nothing pays for it");

// One cent less than it costs is refused, and told with the right figure.
let total = cart.totals.total - 1;
for (;;) {
  const placed = await shop.call("post", "/store/v1/carts/{cart_id}/checkout", {
    path,
    key: randomUUID(),
    body: { payment: { provider: method.provider }, expected_total: total },
  });
  if (placed.ok) {
    const order = must(await shop.call("get", "/store/v1/orders/{order_id}", {
      path: { order_id: placed.data.id },
    }));
    console.log(`order ${order.number} is ${order.state}:`,
                `${order.totals.total} ${order.currency}`);
    break;
  }
  if (placed.problem.type !== "/problems/price-changed" ||
      placed.problem.total === total)
    throw new Error(JSON.stringify(placed.problem));
  console.log(`${total} was refused, it costs ${placed.problem.total}`);
  total = placed.problem.total;
}
