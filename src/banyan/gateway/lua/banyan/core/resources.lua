local cjson = require("cjson.safe")

local _M = {}

-- A file's content, or nil and why not.
function _M.read_text(path)
    local file, err = io.open(path, "rb")
    if not file then
        return nil, err
    end
    local text = file:read("*a")
    file:close()
    return text
end

-- The JSON object in a file, or nil and why not.
function _M.read(path)
    local text, err = _M.read_text(path)
    if not text then
        return nil, err
    end
    local value
    value, err = cjson.decode(text)
    if value == nil then
        return nil, path .. ": " .. err
    end
    return value
end

return _M
