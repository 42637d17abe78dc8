--- The fields of an address that this shop wants before it takes an order.

local checkout_check <const> = require "kontor.checkout_check"
local param <const> = require "kontor.param"
local verdict <const> = require "kontor.verdict"

return checkout_check {
  code = "address_required",
  title = "Address required",

  params = {
    fields = param.texts {
      label = "Fields that must be filled",
      default = { "last_name", "line1", "city", "postal_code", "country" },
    },
    always = param.boolean {
      label = "Also when nothing is shipped (billing address)",
      default = false,
    },
  },

  check = function(order, params)
    local place, address = "/shipping_address", order.shipping_address
    if not order.requires_shipping then
      if not params.always then return nil end
      place, address = "/billing_address", order.billing_address
    end

    for _, field in ipairs(params.fields) do
      if address[field] == "" then
        return verdict.refuse("address-incomplete", {
          field = place .. "/" .. field,
          detail = "This field is required",
        })
      end
    end
  end,
}
