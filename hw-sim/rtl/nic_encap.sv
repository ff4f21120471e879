// Puts tunnel headers in front of copies: Ethernet, IPv4 without options or IPv6, UDP or none, and what follows them, with the
// lengths, IPv4's checksum and the UDP source port of each. The others pass.
module nic_encap
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int IN_BYTES = 320,  // of the window
    parameter int OUT_BYTES = 448  // likewise, with room for the header
) (
    input  logic                   clk,
    input  logic                   rst,
    input  logic                   in_valid,
    output logic                   in_ready,
    input  logic [IN_BYTES*8-1:0]  in_window,
    input  leaving_t               in_copy,
    // one for each copy that wants it
    input  logic                   header_valid,
    output logic                   header_ready,
    input  logic [HEADER_W-1:0]    header,
    input  logic                   hash_valid,
    output logic                   hash_ready,
    input  logic [31:0]            hash,
    output logic                   out_valid,
    input  logic                   out_ready,
    output logic [OUT_BYTES*8-1:0] out_window,
    output leaving_t               out_copy
);
  localparam int W = OUT_BYTES * 8;
  localparam int ETHERNET = 14;
  localparam int IPV4 = 20;
  localparam int IPV6 = 40;
  localparam logic [31:0] PORTS = 32'd28232;        // 32768 to 60999
  localparam logic [15:0] FIRST_PORT = 16'd32768;

  logic go;
  assign go = in_valid && (!out_valid || out_ready) && (!in_copy.encapsulate || (header_valid && hash_valid));
  assign in_ready = go;
  assign header_ready = go && in_copy.encapsulate;
  assign hash_ready = go && in_copy.encapsulate;

  function automatic logic [15:0] wire16(input logic [15:0] number);
    return {number[7:0], number[15:8]};
  endfunction

  logic [7:0]  size;
  logic        ipv6;
  logic        udp;
  logic [16:0] total;
  logic [15:0] port;
  logic [63:0] scaled;
  assign size = header[HEADER_BYTES_LSB+:HEADER_BYTES_W];
  assign ipv6 = header[HEADER_IPV6_LSB];
  assign udp = header[HEADER_UDP_LSB];
  assign total = in_copy.length + 17'(size);
  assign scaled = 64'(hash) * 64'(PORTS);
  assign port = FIRST_PORT + scaled[47:32];

  // IPv4's checksum over the words of the template, whose own length and checksum are zero, and the length.
  logic [HEADER_DATA_W-1:0] data;
  logic [15:0]              ip_length;
  logic [19:0]              sum;
  logic [16:0]              carried;
  logic [15:0]              folded;
  always_comb begin
    data = header[HEADER_DATA_LSB+:HEADER_DATA_W];
    ip_length = wire16(16'(total - 17'(ETHERNET)));
    sum = {4'd0, ip_length};
    for (int word = 0; word < IPV4 / 2; word++) sum += {4'd0, data[8*ETHERNET+16*word+:16]};
    carried = {1'b0, sum[15:0]} + 17'(sum[19:16]);
    folded = carried[15:0] + {15'd0, carried[16]};
    if (ipv6) begin
      data[8*(ETHERNET+4)+:16] = wire16(16'(total - 17'(ETHERNET + IPV6)));
      if (udp) begin
        data[8*(ETHERNET+IPV6)+:16] = wire16(port);
        data[8*(ETHERNET+IPV6+4)+:16] = wire16(16'(total - 17'(ETHERNET + IPV6)));
      end
    end else begin
      data[8*(ETHERNET+2)+:16] = ip_length;
      data[8*(ETHERNET+10)+:16] = ~folded;
      if (udp) begin
        data[8*(ETHERNET+IPV4)+:16] = wire16(port);
        data[8*(ETHERNET+IPV4+4)+:16] = wire16(16'(total - 17'(ETHERNET + IPV4)));
      end
    end
  end

  logic unused_scaled;
  assign unused_scaled = &{1'b0, scaled, header};

  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (go) out_valid <= 1'b1;
    else if (out_ready) out_valid <= 1'b0;
  end
  always_ff @(posedge clk) begin
    if (go) begin
      out_copy <= in_copy;
      out_window <= W'(in_window);
      if (in_copy.encapsulate) begin
        out_window <= (W'(in_window) << {size, 3'b000}) | W'(data);
        out_copy.bytes <= in_copy.bytes + 9'(size);
      end
    end
  end
endmodule
