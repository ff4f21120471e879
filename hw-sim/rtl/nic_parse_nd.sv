// One option of neighbour discovery (RFC 4861 section 4.6), where one is next. A link address given twice makes target and
// link addresses void, but leaves the kind of the first one; one of zeros counts as not given.
module nic_parse_nd
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
  localparam logic [7:0] SOURCE = 8'd1;
  localparam logic [7:0] TARGET = 8'd2;
  localparam logic [16:0] UNIT = 17'd8;  // bytes

  // clock 1: the option's first bytes; it starts two bytes behind a multiple of four
  logic                held_valid;
  logic [WINDOW_W-1:0] held_header;
  parse_t              held;
  logic [KEY_W-1:0]    held_key;
  logic                here;
  logic                shown;
  logic [63:0]         start;
  always_ff @(posedge clk) begin
    held_valid <= in_valid && !rst;
    if (in_valid) begin
      held_header <= in_header;
      held <= in_state;
      held_key <= in_key;
      here <= in_state.discovery && (in_state.left >= UNIT);
      shown <= shows(in_state.at, 9'(UNIT), in_state.meta.skip);
      start <= in_header[32*in_state.at[7:2]+16+:64];
    end
  end

  // clock 2: what it says
  logic [16:0] bytes;
  logic        whole;
  logic        address;
  logic        source;
  logic        twice;
  always_comb begin
    bytes = {6'd0, start[15:8], 3'd0};
    whole = (bytes != 0) && (bytes <= held.left);
    source = start[7:0] == SOURCE;
    address = whole && (bytes == UNIT) && (source || (start[7:0] == TARGET));
    twice = address && ((source ? held_key[KEY_ND_SLL_LSB+:KEY_ND_SLL_W] : held_key[KEY_ND_TLL_LSB+:KEY_ND_TLL_W]) != 0);
  end

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = held;
    key = held_key;
    state.discovery = here && whole && !twice;
    if (here) begin
      if (!shown) state.exact = 1'b0;
      state.at = behind(held.at, bytes, held.meta.skip);
      state.left = held.left - bytes;
      if (LAST && state.discovery && (state.left >= UNIT)) state.exact = 1'b0;
      if (address && source) key[KEY_ND_SLL_LSB+:KEY_ND_SLL_W] = be48(start[63:16]);
      if (address && !source) key[KEY_ND_TLL_LSB+:KEY_ND_TLL_W] = be48(start[63:16]);
      if (address && (held_key[KEY_ND_OPTIONS_TYPE_LSB+:KEY_ND_OPTIONS_TYPE_W] == 0)) begin
        key[KEY_ND_OPTIONS_TYPE_LSB+:KEY_ND_OPTIONS_TYPE_W] = start[7:0];
      end
      if (twice) begin
        key[KEY_ND_TARGET_LSB+:KEY_ND_TARGET_W] = '0;
        key[KEY_ND_SLL_LSB+:KEY_ND_SLL_W] = '0;
        key[KEY_ND_TLL_LSB+:KEY_ND_TLL_W] = '0;
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
