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

  // clock 1: what the header begins with; it starts two bytes behind a multiple of four
  logic                held_valid;
  logic [WINDOW_W-1:0] held_header;
  parse_t              held;
  logic [KEY_W-1:0]    held_key;
  logic                here;
  logic                shown;
  logic [31:0]         start;
  logic                fragments;
  logic                authenticates;
  logic                brief;  // less is left than the shortest header
  logic [16:0]         rest;   // bytes behind that
  logic [8:0]          past;   // where they begin; what is not seen stays so
  always_ff @(posedge clk) begin
    held_valid <= in_valid && !rst;
    if (in_valid) begin
      held_header <= in_header;
      held <= in_state;
      held_key <= in_key;
      here <= in_state.ip && in_state.meta.layers.is_ipv6 && !in_state.meta.layers.later_fragment
          && is_extension(in_state.protocol);
      shown <= shows(in_state.at, 9'(SHORTEST), in_state.meta.skip);
      start <= in_header[32*in_state.at[7:2]+16+:32];
      fragments <= in_state.protocol == FRAGMENT;
      authenticates <= in_state.protocol == AUTHENTICATION;
      brief <= in_state.left < SHORTEST;
      rest <= in_state.left - SHORTEST;
      past <= in_state.at + 9'(SHORTEST);
    end
  end

  // clock 2: how long it is
  logic [15:0] offset;  // fragment offset, reserved bits, more fragments
  logic [16:0] bytes;   // beyond the shortest header
  logic        cut;
  logic        later;   // one of the later fragments
  always_comb begin
    offset = be16(start[31:16]);
    bytes = authenticates ? {7'd0, start[15:8], 2'd0} : {6'd0, start[15:8], 3'd0};
    if (fragments) bytes = '0;
    later = fragments && (offset[15:3] != 0);
    cut = brief || (bytes > rest);
  end

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = held;
    key = held_key;
    if (here) begin
      state.exact = held.exact && (shown || brief);
      if (fragments && !cut) begin
        if (offset != 0) state.meta.layers.fragment = 1'b1;
        state.meta.layers.later_fragment = later;
      end
      if (cut) begin
        state.ip = 1'b0;
        state.meta.layers.fragment = 1'b0;
        key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W] = '0;
        key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W] = '0;
        key[KEY_IPV6_LABEL_LSB+:KEY_IPV6_LABEL_W] = '0;
      end else if (!later) begin
        state.protocol = start[7:0];
        state.at = behind(past, bytes, held.meta.skip);
        state.left = rest - bytes;
        if (LAST && is_extension(start[7:0])) state.exact = 1'b0;
      end
    end
  end

  always_ff @(posedge clk) begin
    out_valid <= held_valid && !rst;
    if (held_valid) begin
      out_header <= held_header;
      out_state <= state;
      out_key <= key;
    end
  end
endmodule
