--- One fee for any parcel, to some countries or to all.

local param <const> = require "kontor.param"
local shipping_method <const> = require "kontor.shipping_method"

return shipping_method {
  code = "flat_fee",
  title = "Delivery",

  params = {
    fee = param.money { label = "Fee" },
    countries = param.countries { label = "To these countries (none: all)", default = {} },
  },

  quote = function(_, destination, params)
    local countries = params.countries
    if #countries > 0 and destination.is_known
      and not countries:has(destination.country) then
      return nil, "not to " .. destination.country
    end

    return params.fee
  end,
}
