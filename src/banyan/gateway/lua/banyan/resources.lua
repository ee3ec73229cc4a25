-- What the gateway knows of the site, read once, in the main process, before workers fork: they share the memory.
local cjson = require("cjson.safe")

local _M = {}

function _M.read(path)
    local file, err = io.open(path, "r")
    if not file then
        error("banyan: cannot read the resources: " .. err, 2)
    end
    local text = file:read("*a")
    file:close()
    local site, decode_err = cjson.decode(text)
    if not site then
        error("banyan: " .. path .. ": " .. decode_err, 2)
    end
    _M.site = site
end

return _M
