--- A fee that falls away when the goods are worth enough after discounts,
--- including tax.

local param <const> = require "kontor.param"
local shipping_method <const> = require "kontor.shipping_method"

return shipping_method {
  code = "free_over",
  title = "Delivery, free from {free_from}",

  params = {
    fee = param.money { label = "Fee below" },
    free_from = param.money { label = "Free from goods worth" },
  },

  quote = function(parcel, _, params)
    return parcel.subtotal >= params.free_from and 0 or params.fee
  end,
}
