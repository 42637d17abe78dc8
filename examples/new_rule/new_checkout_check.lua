--- At most so many units of an order.

local checkout_check <const> = require "kontor.checkout_check"
local param <const> = require "kontor.param"
local verdict <const> = require "kontor.verdict"

return checkout_check {
  code = "new_checkout_check",
  title = "At most {units} units",

  params = {
    units = param.quantity { label = "Units of an order", default = 10 },
  },

  -- nil, or why the order is refused or held.
  check = function(order, params)
    if order.quantity <= params.units then return nil end

    return verdict.refuse("too-many-units", {
      field = "/lines",
      detail = "At most " .. params.units .. " units can be ordered",
    })
  end,
}
