-- Reads a body to its end, in pieces, and answers 200.
core.register_service("discard", "http", function(applet)
  repeat
    local piece = applet:receive(65536)
  until piece == nil or #piece == 0
  applet:set_status(200)
  applet:add_header("content-length", "0")
  applet:start_response()
end)
