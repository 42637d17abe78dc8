--- A fee by weight: so much for the parcel and for each kilogram begun.

local param <const> = require "kontor.param"
local shipping_method <const> = require "kontor.shipping_method"

return shipping_method {
  code = "new_shipping_method",
  title = "By weight",

  params = {
    parcel = param.money { label = "For the parcel", default = 300 },
    kilogram = param.money { label = "For each kilogram begun", default = 100 },
    weight_max = param.quantity { label = "Grams at most", default = 30000 },
  },

  -- A fee in minor units, or nil and why the method is not offered.
  quote = function(parcel, _, params)
    if parcel.weight_g > params.weight_max then return nil, "too heavy" end

    return params.parcel + (parcel.weight_g + 999) // 1000 * params.kilogram
  end,
}
