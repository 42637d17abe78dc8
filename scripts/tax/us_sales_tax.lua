--- Sales tax in the United States: the rates of the state and of places within
--- it add up, each on the price before tax. A state that is not in the table is
--- one where the shop has no nexus.

local param <const> = require "kontor.param"
local tax <const> = require "kontor.tax"
local tax_rule <const> = require "kontor.tax_rule"

return tax_rule {
  code = "us_sales_tax",
  title = "US sales tax",

  params = {
    rates = param.tax_table { label = "Rates of states and places", min = 1 },
    exempt_classes = param.texts {
      label = "Tax classes that are exempt",
      default = {},
    },
  },

  treat = function(line, sale, params)
    if params.exempt_classes:has(line.tax_class) then
      return tax.exempt("Exempt goods")
    end

    return tax.at(params.rates:find(sale.destination, "standard"))
  end,
}
