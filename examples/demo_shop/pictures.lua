--- The pictures of the demo shop: each shape is a drawing on a field of 400 by
--- 400, in three tones of one colour: {c} the colour, {d} its shadow, {l} its
--- light.

local pictures <const> = {}

-- The colour with a share (per cent) of another grey in it.
local function blend(hex, grey, share)
  local out = "#"
  for at = 2, 6, 2 do
    local tone = tonumber(hex:sub(at, at + 1), 16)
    tone = (tone * (100 - share) + grey * share) // 100
    out = out .. string.format("%02x", tone)
  end
  return out
end

local function read_shape(shape)
  local file <close> = assert(io.open("shapes/" .. shape .. ".svg"))
  return file:read("a")
end

--- The picture of a shape in a colour ("#c0392b"), as SVG.
function pictures.draw(shape, colour, title)
  local tones = {
    c = colour, d = blend(colour, 0, 28), l = blend(colour, 255, 45),
  }
  local drawing = read_shape(shape):gsub("{(%l)}", tones)
  return table.concat {
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">\n',
    "<title>", (title:gsub("&", "&amp;")), "</title>\n",
    '<rect width="400" height="400" fill="', blend(colour, 255, 86), '"/>\n',
    '<ellipse cx="200" cy="322" rx="140" ry="16" fill="',
    blend(colour, 120, 40), '" opacity=".18"/>\n', drawing, "</svg>\n",
  }
end

return pictures
