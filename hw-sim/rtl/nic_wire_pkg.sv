// Numbers out of bytes in wire order, of which the first is in bits 7:0.
package nic_wire_pkg;
  localparam int WINDOW = 256;  // bytes of a frame that the parser sees
  localparam int WINDOW_W = WINDOW * 8;
  localparam int NETWORK = 40;  // bytes of a network header that are kept at hand

  function automatic logic [15:0] be16(input logic [15:0] bytes);
    return {bytes[7:0], bytes[15:8]};
  endfunction

  function automatic logic [31:0] be32(input logic [31:0] bytes);
    return {be16(bytes[15:0]), be16(bytes[31:16])};
  endfunction

  function automatic logic [47:0] be48(input logic [47:0] bytes);
    return {be32(bytes[31:0]), be16(bytes[47:32])};
  endfunction

  function automatic logic [127:0] be128(input logic [127:0] bytes);
    return {be32(bytes[31:0]), be32(bytes[63:32]), be32(bytes[95:64]), be32(bytes[127:96])};
  endfunction

  // Where a header starts after some more bytes; 256 where the window, which lacks some bytes, does not show it. Whether it
  // does is found beside the sum, not behind it.
  function automatic logic [8:0] behind(input logic [8:0] at, input logic [16:0] bytes, input logic [7:0] lacks);
    logic [8:0]  sum;
    logic [10:0] reach;
    sum = at + bytes[8:0];
    reach = {2'd0, at} + {2'd0, bytes[8:0]} + {3'd0, lacks};
    return ((bytes[16:9] != 0) || (reach > 11'(WINDOW))) ? 9'(WINDOW) : sum;
  endfunction

  // True where the window, which lacks some bytes, shows that many.
  function automatic logic shows(input logic [8:0] at, input logic [8:0] bytes, input logic [7:0] lacks);
    return {1'b0, at} + {1'b0, bytes} + {2'd0, lacks} <= 10'(WINDOW);
  endfunction
endpackage
