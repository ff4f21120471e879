// Frames on their way in: their beats wait for what is decided of them, and their headers are parsed and wait to be looked
// up. The parser reads frames as they come in, and between them those that were inside others.
module nic_ingress
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int TUNNEL_OPTIONS = 16,  // bytes of Geneve's options in keys
    parameter int BEATS = 2048,   // of frames that wait, a power of two; room for the longest one twice
    parameter int HEADERS = 64,   // of frames inside the parser and behind it, a power of two
    parameter int BYTES = 64      // bytes of a beat
) (
    input  logic               clk,
    input  logic               rst,
    // frames in
    input  logic               in_valid,
    output logic               in_ready,
    input  logic [BYTES*8-1:0] in_data,
    input  logic [6:0]         in_bytes,
    input  logic               in_last,
    input  logic [7:0]         in_port,
    input  logic [31:0]        in_seq,
    // the same beats for whoever edits them
    output logic               beat_valid,
    input  logic               beat_ready,
    input  logic               beat_again,
    output logic [BYTES*8-1:0] beat_data,
    output logic [6:0]         beat_bytes,
    output logic               beat_last,
    // a frame has come in whole
    output logic               header_valid,
    output logic [7:0]         header_port,
    output logic [16:0]        header_length,
    // frames that were inside others, where no frame has come in whole
    input  logic               popped_valid,
    input  logic [WINDOW_W-1:0] popped_header,
    input  meta_t              popped_meta,
    input  tunnel_t            popped_tunnel,
    // what is parsed
    output logic               parse_valid,
    output logic [WINDOW_W-1:0] parse_header,
    output logic [6:0]         parse_window,
    // and what the parser made of it, for who watches
    output logic               parsed_valid,
    output logic [31:0]        parsed_seq,
    output logic [KEY_W-1:0]   parsed_key,
    output logic [$bits(layers_t)-1:0] parsed_layers,
    // headers that wait to be looked up
    output logic               ready_valid,
    input  logic               ready_take,
    output logic               ready_ok,    // parseable
    output logic [KEY_W-1:0]   ready_key,
    output meta_t              ready_meta,
    // and those of frames that were inside others
    output logic               inner_valid,
    input  logic               inner_take,
    output logic               inner_ok,
    output logic [KEY_W-1:0]   inner_key,
    output meta_t              inner_meta
);
  logic beats_in_ready;
  logic headers_room;
  logic take;
  assign in_ready = beats_in_ready && headers_room;
  assign take = in_valid && in_ready;

  nic_frames #(
      .BYTES(BYTES),
      .DEPTH(BEATS)
  ) u_frames (
      .clk,
      .rst,
      .in_valid(take),
      .in_ready(beats_in_ready),
      .in_data,
      .in_bytes,
      .in_last,
      .out_valid(beat_valid),
      .out_ready(beat_ready),
      .again(beat_again),
      .out_data(beat_data),
      .out_bytes(beat_bytes),
      .out_last(beat_last)
  );

  logic [WINDOW_W-1:0] header;
  meta_t               header_meta;
  assign header_port = header_meta.port;
  assign header_length = header_meta.length;
  nic_header #(
      .BYTES(BYTES)
  ) u_header (
      .clk,
      .rst,
      .in_valid(take),
      .in_data,
      .in_bytes,
      .in_last,
      .in_port,
      .in_seq,
      .out_valid(header_valid),
      .out_header(header),
      .out_meta(header_meta)
  );

  logic  parsed_ok;
  meta_t parsed_meta;
  assign parsed_seq = parsed_meta.seq;
  assign parsed_layers = parsed_meta.layers;
  meta_t parsed_whole;
  nic_caution u_caution (
      .in_type(parsed_key[KEY_ETH_TYPE_LSB+:KEY_ETH_TYPE_W]),
      .in_ttl(parsed_key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W]),
      .in_protocol(parsed_key[KEY_IP_PROTO_LSB+:KEY_IP_PROTO_W]),
      .in_meta(parsed_meta),
      .out_meta(parsed_whole)
  );
  meta_t               parse_meta;
  assign parse_valid = header_valid || popped_valid;
  assign parse_header = header_valid ? header : popped_header;
  assign parse_meta = header_valid ? header_meta : popped_meta;
  assign parse_window = parse_meta.window;
  nic_parser #(
      .TUNNEL_OPTIONS(TUNNEL_OPTIONS)
  ) u_parser (
      .clk,
      .rst,
      .in_valid(parse_valid),
      .in_header(parse_header),
      .in_meta(parse_meta),
      .in_tunnel(popped_tunnel),
      .out_valid(parsed_valid),
      .out_parseable(parsed_ok),
      .out_key(parsed_key),
      .out_meta(parsed_meta)
  );

  logic [KEY_W+$bits(meta_t):0] parsed_item;
  assign parsed_item = {parsed_ok, parsed_whole, parsed_key};

  // Headers on their way: room is kept for those inside the parser.
  logic                               unused_headers_ready;
  nic_fifo #(
      .WIDTH(1 + KEY_W + $bits(meta_t)),
      .DEPTH(HEADERS)
  ) u_headers (
      .clk,
      .rst,
      .in_valid(parsed_valid && (parsed_meta.skip == 0)),
      .in_ready(unused_headers_ready),
      .in_data(parsed_item),
      .out_valid(ready_valid),
      .out_ready(ready_take),
      .out_data({ready_ok, ready_meta, ready_key})
  );
  localparam int UW = $clog2(HEADERS) + 1;
  logic [UW-1:0] headers_used;
  assign headers_room = headers_used < UW'(HEADERS);
  always_ff @(posedge clk) begin
    if (rst) headers_used <= '0;
    else headers_used <= headers_used + UW'(take && in_last) - UW'(ready_valid && ready_take);
  end

  // What was inside others is looked up before what has come in meanwhile; there is room for all of it.
  logic                               unused_inner_ready;
  nic_fifo #(
      .WIDTH(1 + KEY_W + $bits(meta_t)),
      .DEPTH(PLACES)
  ) u_inner (
      .clk,
      .rst,
      .in_valid(parsed_valid && (parsed_meta.skip != 0)),
      .in_ready(unused_inner_ready),
      .in_data(parsed_item),
      .out_valid(inner_valid),
      .out_ready(inner_take),
      .out_data({inner_ok, inner_meta, inner_key})
  );
endmodule
