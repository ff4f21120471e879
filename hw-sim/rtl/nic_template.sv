// Makes a tunnel's header ready as far as it does not depend on the length of what it comes in front of: the UDP source port,
// which is chosen by the flow's hash among 32768 to 60999, and the sum of the words of IPv4's header, whose own length and
// checksum are zero. One a clock, three clocks later.
module nic_template
  import nic_defs_pkg::*;
(
    input  logic                      clk,
    input  logic                      rst,
    input  logic                      header_valid,
    output logic                      header_ready,
    input  logic [HEADER_W-1:0]       header,
    input  logic                      hash_valid,
    output logic                      hash_ready,
    input  logic [31:0]               hash,
    output logic                      out_valid,
    input  logic                      out_ready,
    output logic [HEADER_BYTES_W-1:0] out_size,  // bytes of the header
    output logic                      out_ipv6,
    output logic                      out_udp,   // a UDP header follows IP's
    output logic [HEADER_DATA_W-1:0]  out_data,
    output logic [15:0]               out_sum    // one's complement, in the order of the window
);
  localparam int ETHERNET = 14;
  localparam int IPV4 = 20;
  localparam int IPV6 = 40;
  localparam logic [15:0] FIRST_PORT = 16'd32768;
  localparam int SCALED_W = 48;

  function automatic logic [15:0] wire16(input logic [15:0] number);
    return {number[7:0], number[15:8]};
  endfunction

  typedef struct packed {
    logic [HEADER_BYTES_W-1:0] size;
    logic                      ipv6;
    logic                      udp;
    logic [HEADER_DATA_W-1:0]  data;
  } template_t;

  // All three move on together, where the last one can.
  logic moves;
  logic takes;
  assign moves = !out_valid || out_ready;
  assign takes = moves && header_valid && hash_valid;
  assign header_ready = takes;
  assign hash_ready = takes;

  // clock 1: the words' sum in three parts; 28232 times the hash, 28232 being 0x8000 - 0x1000 - 0x200 + 0x40 + 8
  logic                     added_valid;
  template_t                added;
  logic [2:0][17:0]         words;
  logic [SCALED_W-1:0]      more;
  logic [SCALED_W-1:0]      less;
  logic [SCALED_W-1:0]      wide;
  logic [IPV4/2-1:0][15:0]  word;
  assign wide = SCALED_W'(hash);
  assign word = header[HEADER_DATA_LSB+8*ETHERNET+:8*IPV4];
  always_ff @(posedge clk) begin
    if (rst) added_valid <= 1'b0;
    else if (moves) added_valid <= takes;
    if (takes) begin
      added <= '{
          size: header[HEADER_BYTES_LSB+:HEADER_BYTES_W],
          ipv6: header[HEADER_IPV6_LSB],
          udp: header[HEADER_UDP_LSB],
          data: header[HEADER_DATA_LSB+:HEADER_DATA_W]
      };
      words[0] <= 18'(word[0]) + 18'(word[1]) + 18'(word[2]) + 18'(word[5]);
      words[1] <= 18'(word[3]) + 18'(word[4]) + 18'(word[6]);
      words[2] <= 18'(word[7]) + 18'(word[8]) + 18'(word[9]);
      more <= (wide << 6) + (wide << 3);
      less <= (wide << 12) + (wide << 9);
    end
  end

  // clock 2: their sum, and the product
  logic                added_more_valid;
  template_t           added_more;
  logic [19:0]         sum;
  logic [SCALED_W-1:0] scaled;
  logic [31:0]         hashed;
  always_ff @(posedge clk) begin
    if (takes) hashed <= hash;
    if (rst) added_more_valid <= 1'b0;
    else if (moves) added_more_valid <= added_valid;
    if (moves && added_valid) begin
      added_more <= added;
      sum <= 20'(words[0]) + 20'(words[1]) + 20'(words[2]);
      scaled <= (SCALED_W'(hashed) << 15) + more - less;
    end
  end
  logic unused_scaled;
  assign unused_scaled = &{1'b0, scaled[31:0], header};

  // clock 3: one's complement of 16 bits; at most ten carries leave room for another one
  logic [16:0] carried;
  logic [15:0] port;
  assign carried = {1'b0, sum[15:0]} + 17'(sum[19:16]);
  assign port = FIRST_PORT + scaled[47:32];
  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (moves) out_valid <= added_more_valid;
    if (moves && added_more_valid) begin
      out_size <= added_more.size;
      out_ipv6 <= added_more.ipv6;
      out_udp <= added_more.udp;
      out_data <= added_more.data;
      if (added_more.udp) out_data[8*(ETHERNET+(added_more.ipv6 ? IPV6 : IPV4))+:16] <= wire16(port);
      out_sum <= carried[15:0] + {15'd0, carried[16]};
    end
  end
endmodule
