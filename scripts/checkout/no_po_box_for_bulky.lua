--- Bulky goods do not go to a PO box.

local checkout_check <const> = require "kontor.checkout_check"
local param <const> = require "kontor.param"
local verdict <const> = require "kontor.verdict"

return checkout_check {
  code = "no_po_box_for_bulky",
  title = "No bulky goods to PO boxes",

  params = {
    tag = param.text { label = "Tag of bulky products", default = "bulky", max = 60 },
  },

  check = function(order, params)
    if not order.shipping_address.is_po_box then return nil end
    if not order:has_tag(params.tag) then return nil end

    return verdict.refuse("bulky-to-po-box", {
      field = "/shipping_address",
      detail = "Bulky goods cannot be delivered to a PO box",
    })
  end,
}
