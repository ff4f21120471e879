// The parser with what collects its window: beats in, a key for each frame out.
module bench_parser
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
(
    input  logic         clk,
    input  logic         rst,
    input  logic         in_valid,
    output logic         in_ready,
    input  logic [575:0] in_data,   // the beat, its bytes, 1 in the last one, the port; from bits 0, 512, 520, 528 on
    output logic         out_valid,
    input  logic         out_ready,
    output logic [KEY_W+127:0] out_data  // the key, and behind it words of 64 bits: 1 where the frame is parseable, the layers
);
  localparam int WAITING = 64;

  logic                header_valid;
  logic [WINDOW_W-1:0] header;
  meta_t               header_meta;
  logic [31:0]         frames;
  logic                take;
  logic                unused_pad;
  assign take = in_valid && in_ready;
  assign unused_pad = &{1'b0, in_data};
  nic_header u_header (
      .clk,
      .rst,
      .in_valid(take),
      .in_data(in_data[511:0]),
      .in_bytes(in_data[518:512]),
      .in_last(in_data[520]),
      .in_port(in_data[535:528]),
      .in_seq(frames),
      .out_valid(header_valid),
      .out_header(header),
      .out_meta(header_meta)
  );

  logic             parsed_valid;
  logic             parsed_ok;
  logic [KEY_W-1:0] parsed_key;
  meta_t            parsed_meta;
  nic_parser u_parser (
      .clk,
      .rst,
      .in_valid(header_valid),
      .in_header(header),
      .in_meta(header_meta),
      .in_tunnel('0),
      .out_valid(parsed_valid),
      .out_parseable(parsed_ok),
      .out_key(parsed_key),
      .out_meta(parsed_meta)
  );

  logic unused_ready;
  nic_fifo #(
      .WIDTH(KEY_W + 128),
      .DEPTH(WAITING)
  ) u_out (
      .clk,
      .rst,
      .in_valid(parsed_valid),
      .in_ready(unused_ready),
      .in_data({64'(parsed_meta.layers), 63'd0, parsed_ok, parsed_key}),
      .out_valid,
      .out_ready,
      .out_data
  );

  logic [6:0] under_way;
  assign in_ready = (under_way < 7'(WAITING));
  always_ff @(posedge clk) begin
    if (rst) begin
      frames <= '0;
      under_way <= '0;
    end else begin
      frames <= frames + 32'(take && in_data[520]);
      under_way <= under_way + 7'(take && in_data[520]) - 7'(out_valid && out_ready);
    end
  end
endmodule
