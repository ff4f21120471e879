// Passes over one IPv6 extension header (RFC 8200 section 4), where one is next. A later fragment ends them, with the
// protocol 44; a chain that is cut short leaves only the addresses known.
module nic_parse_ipv6_ext
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter bit LAST = 1'b0  // no stage is left for another one
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,
    input  logic [WINDOW_W-1:0] in_header,
    input  parse_t              in_state,
    input  logic [KEY_W-1:0]    in_key,
    output logic                out_valid,
    output logic [WINDOW_W-1:0] out_header,
    output parse_t              out_state,
    output logic [KEY_W-1:0]    out_key
);
  localparam logic [7:0] HOP_BY_HOP = 8'd0;
  localparam logic [7:0] ROUTING = 8'd43;
  localparam logic [7:0] FRAGMENT = 8'd44;
  localparam logic [7:0] AUTHENTICATION = 8'd51;
  localparam logic [7:0] DESTINATION = 8'd60;
  localparam logic [16:0] SHORTEST = 17'd8;

  function automatic logic is_extension(input logic [7:0] protocol);
    return (protocol == HOP_BY_HOP) || (protocol == ROUTING) || (protocol == FRAGMENT)
        || (protocol == AUTHENTICATION) || (protocol == DESTINATION);
  endfunction

  logic        here;
  logic [31:0] start;   // first bytes of the header; it starts two bytes behind a multiple of four
  logic [15:0] offset;  // fragment offset, reserved bits, more fragments
  logic [16:0] bytes;
  logic        cut;
  always_comb begin
    here = in_state.ip && in_state.meta.layers.is_ipv6 && !in_state.meta.layers.later_fragment
        && is_extension(in_state.protocol);
    start = in_header[32*in_state.at[7:2]+16+:32];
    offset = be16(start[31:16]);
    unique case (in_state.protocol)
      FRAGMENT: bytes = SHORTEST;
      AUTHENTICATION: bytes = {7'd0, start[15:8], 2'd0} + 17'd8;
      default: bytes = {6'd0, start[15:8], 3'd0} + 17'd8;
    endcase
    cut = (in_state.left < SHORTEST) || (bytes > in_state.left);
  end

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = in_state;
    key = in_key;
    if (here) begin
      state.exact = in_state.exact && (shows(in_state.at, 9'(SHORTEST), in_state.meta.skip) || (in_state.left < SHORTEST));
      if ((in_state.protocol == FRAGMENT) && !cut) begin
        if (offset != 0) state.meta.layers.fragment = 1'b1;
        state.meta.layers.later_fragment = offset[15:3] != 0;
      end
      if (cut) begin
        state.ip = 1'b0;
        state.meta.layers.fragment = 1'b0;
        key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W] = '0;
        key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W] = '0;
        key[KEY_IPV6_LABEL_LSB+:KEY_IPV6_LABEL_W] = '0;
      end else if (!state.meta.layers.later_fragment) begin
        state.protocol = start[7:0];
        state.at = behind(in_state.at, bytes, in_state.meta.skip);
        state.left = in_state.left - bytes;
        if (LAST && is_extension(start[7:0])) state.exact = 1'b0;
      end
    end
  end

  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      out_header <= in_header;
      out_state <= state;
      out_key <= key;
    end
  end
endmodule
