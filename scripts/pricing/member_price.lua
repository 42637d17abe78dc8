--- Members of a customer group pay the prices of a list of their own.

local param <const> = require "kontor.param"
local price_rule <const> = require "kontor.price_rule"

return price_rule {
  code = "member_price",
  title = "Member price",

  params = {
    group = param.customer_group { label = "Members" },
    list = param.price_list { label = "Their prices" },
  },

  price = function(item, buyer, params)
    if not buyer:is_in(params.group) then return nil end

    return item:price_in(params.list)
  end,
}
