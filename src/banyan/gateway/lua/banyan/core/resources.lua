local cjson = require("cjson.safe")

local _M = {}

-- The JSON object in a file, or nil and why not.
function _M.read(path)
    local file, err = io.open(path, "rb")
    if not file then
        return nil, err
    end
    local text = file:read("*a")
    file:close()
    local value
    value, err = cjson.decode(text)
    if value == nil then
        return nil, path .. ": " .. err
    end
    return value
end

return _M
