--- The buyer comes and takes it: no fee, whatever the address.

local param <const> = require "kontor.param"
local shipping_method <const> = require "kontor.shipping_method"

return shipping_method {
  code = "pickup",
  title = "Pick up at {place}",

  params = {
    place = param.text { label = "Where", max = 120 },
    quantity_max = param.quantity { label = "At most so many units", optional = true },
  },

  quote = function(parcel, _, params)
    local most <const> = params.quantity_max
    if most and parcel.quantity > most then
      return nil, "too many units to carry", most, parcel.quantity
    end

    return 0
  end,
}
