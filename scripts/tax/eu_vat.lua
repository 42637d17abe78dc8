--- Value added tax in the EU: the rate of the country of delivery, reverse
--- charge for a business with a VAT id in another member state, no tax on
--- exports (Directive 2006/112/EC, articles 33, 138, 146 and 196).

local param <const> = require "kontor.param"
local tax <const> = require "kontor.tax"
local tax_rule <const> = require "kontor.tax_rule"

return tax_rule {
  code = "eu_vat",
  title = "EU value added tax",

  params = {
    rates = param.tax_table { label = "Rates of the member states", min = 1 },
  },

  treat = function(line, sale, params)
    local destination = sale.destination
    if not params.rates:knows(destination.country) then
      return tax.exempt("Export outside the EU")
    end
    local owner = sale.buyer.vat_country
    if sale.is_cross_border and owner ~= sale.home_country
      and params.rates:knows(owner) then
      return tax.reverse_charge("Reverse charge")
    end

    local rates = params.rates:find(destination, line.tax_class)
      or params.rates:find(destination, "standard")
    return tax.at(rates)
  end,
}
