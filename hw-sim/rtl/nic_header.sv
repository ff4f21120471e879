// Collects the first 128 bytes of each frame and its length; the header goes on with the frame's last beat, so a
// stream of one-beat frames gives one header a clock.
module nic_header
  import nic_types_pkg::*;
#(
    parameter int BYTES = 64  // bytes of a beat
) (
    input  logic                 clk,
    input  logic                 rst,
    input  logic                 in_valid,   // a beat passes (valid and ready)
    input  logic [BYTES*8-1:0]   in_data,    // byte 0 of the frame in bits 7:0
    input  logic [6:0]           in_bytes,   // bytes in this beat, 1 to 64; all but the last beat are full
    input  logic                 in_last,
    input  logic [7:0]           in_port,
    input  logic [31:0]          in_seq,
    output logic                 out_valid,
    output logic [BYTES*16-1:0]  out_header, // bytes after the frame's end are not defined
    output meta_t                out_meta
);
  logic [BYTES*8-1:0] first;
  logic [16:0] length;  // bytes of the beats before this one
  logic second;         // the beat that passes is the second one

  logic [16:0] total;
  assign total = length + {10'b0, in_bytes};

  logic [BYTES*8-1:0] low;
  logic [BYTES*8-1:0] high;
  logic [BYTES*8-1:0] kept_second;
  assign low  = (length == 0) ? in_data : first;
  assign high = second ? in_data : kept_second;

  always_ff @(posedge clk) begin
    if (rst) begin
      length <= '0;
      second <= 1'b0;
      out_valid <= 1'b0;
    end else begin
      out_valid <= in_valid && in_last;
      if (in_valid) begin
        length <= in_last ? '0 : total;
        second <= (length == 0) && !in_last;
      end
    end
  end

  always_ff @(posedge clk) begin
    if (in_valid) begin
      if (length == 0) first <= in_data;
      if (second) kept_second <= in_data;
      if (in_last) begin
        out_header <= {high, low};
        out_meta <= '{
            seq: in_seq,
            port: in_port,
            length: total,
            layers: '0
        };
      end
    end
  end
endmodule
