// Internet checksums of what was rewritten, brought up to date word by word (RFC 1624, equation 3): that of IPv4, and
// those of TCP, UDP and ICMP. One that was wrong before is wrong afterwards by as much. UDP without one stays without.
// Sums are made of words in the order of the window, which gives the same bytes as in network order. Eight clocks, for which the window waits.
module nic_checksum
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int BYTES = 256  // of the window
) (
    input  logic               clk,
    input  logic               rst,
    input  logic               in_valid,
    input  logic [BYTES*8-1:0] in_window,
    input  opening_t           in_opening,
    input  logic [EDIT_NET_MASK_W-1:0] in_net_before,
    input  logic [EDIT_NET_MASK_W-1:0] in_net_after,
    input  logic [EDIT_TP_MASK_W-1:0]  in_tp_before,
    input  logic [EDIT_TP_MASK_W-1:0]  in_tp_after,
    output logic               out_valid,
    output logic [BYTES*8-1:0] out_window,
    output opening_t           out_opening
);
  localparam int W = BYTES * 8;
  localparam int SUM = 22;        // bits that hold the sum of all words that can change
  localparam int ADDRESSES = 16;  // words of two of IPv6; those of IPv4 are from the third to the sixth
  localparam int PORTS = 2;       // words of the transport header that can change
  localparam int WAITING = 8;     // windows, a power of two; as many as there are clocks

  // What a changed word adds to the complement of a checksum.
  function automatic logic [16:0] change(input logic [15:0] was, input logic [15:0] is);
    return {1'b0, ~was} + {1'b0, is};
  endfunction

  // ---- what goes along until the new checksums are known
  typedef struct packed {
    logic        valid;
    logic        ipv4;
    logic        ipv6;
    logic        tcp;
    logic        udp;
    logic        icmp;
    logic        icmpv6;
    logic [15:0] header_was;
    logic [15:0] transport_was;
    logic [7:0]  header_at;
    logic [7:0]  transport_at;
  } item_t;
  item_t   item[0:7];
  layers_t layers;
  assign layers = in_opening.copy.layers;
  always_comb begin
    item[0] = '0;
    item[0].valid = in_valid;
    item[0].ipv4 = layers.is_ipv4 && (layers.mpls_labels == 0);
    item[0].ipv6 = layers.is_ipv6 && (layers.mpls_labels == 0);
    item[0].tcp = layers.is_tcp;
    item[0].udp = layers.is_udp;
    item[0].icmp = layers.is_icmp;
    item[0].icmpv6 = layers.is_icmpv6;
    item[0].header_at = 8'd24 + {4'd0, layers.vlan_tags, 2'b00};
    unique case (layers.vlan_tags)
      2'd0: item[0].header_was = in_window[8*24+:16];
      2'd1: item[0].header_was = in_window[8*28+:16];
      default: item[0].header_was = in_window[8*32+:16];
    endcase
    // the transport header starts two bytes behind a multiple of four
    item[0].transport_at = layers.l4_offset + (layers.is_tcp ? 8'd16 : layers.is_udp ? 8'd6 : 8'd2);
    if (layers.is_tcp) item[0].transport_was = in_window[32*layers.l4_offset[7:2]+16+8*16+:16];
    else if (layers.is_udp) item[0].transport_was = in_window[32*layers.l4_offset[7:2]+16+8*6+:16];
    else item[0].transport_was = in_window[32*layers.l4_offset[7:2]+16+8*2+:16];
  end
  always_ff @(posedge clk) begin
    for (int stage = 1; stage <= 7; stage++) begin
      item[stage].valid <= item[stage-1].valid && !rst;
      if (item[stage-1].valid) item[stage] <= item[stage-1];
    end
    if (rst) for (int stage = 1; stage <= 7; stage++) item[stage].valid <= 1'b0;
  end

  // ---- clock 1: what each word adds, and whether it changed
  logic [ADDRESSES-1:0]       address_changes;
  logic [ADDRESSES-1:0][16:0] address_adds;
  logic [1:0]                 field_changes;  // of tos, and of the time to live
  logic [1:0][16:0]           field_adds;
  logic [PORTS-1:0]           port_changes;
  logic [PORTS-1:0][16:0]     port_adds;
  always_ff @(posedge clk) begin
    if (in_valid) begin
      for (int word = 0; word < ADDRESSES; word++) begin
        address_changes[word] <= in_net_before[8*8+16*word+:16] != in_net_after[8*8+16*word+:16];
        address_adds[word] <= change(in_net_before[8*8+16*word+:16], in_net_after[8*8+16*word+:16]);
      end
      field_changes[0] <= in_net_before[8*1+:8] != in_net_after[8*1+:8];
      field_adds[0] <= change({in_net_before[8*1+:8], 8'd0}, {in_net_after[8*1+:8], 8'd0});
      field_changes[1] <= in_net_before[8*8+:8] != in_net_after[8*8+:8];
      field_adds[1] <= change({8'd0, in_net_before[8*8+:8]}, {8'd0, in_net_after[8*8+:8]});
      for (int word = 0; word < PORTS; word++) begin
        port_changes[word] <= in_tp_before[16*word+:16] != in_tp_after[16*word+:16];
        port_adds[word] <= change(in_tp_before[16*word+:16], in_tp_after[16*word+:16]);
      end
    end
  end

  // ---- clock 2: those of fields that changed; an address that changed counts whole
  logic [ADDRESSES-1:0] counts;
  logic [1:0]           changed_v6;  // addresses
  logic [1:0]           changed_v4;
  always_comb begin
    for (int address = 0; address < 2; address++) begin
      changed_v6[address] = item[1].ipv6 && (address_changes[8*address+:8] != 0);
      changed_v4[address] = item[1].ipv4 && (address_changes[2+2*address+:2] != 0);
    end
    counts = {{8{changed_v6[1]}}, {8{changed_v6[0]}}};
    counts[5:2] |= {{2{changed_v4[1]}}, {2{changed_v4[0]}}};
  end
  logic [ADDRESSES-1:0][16:0] address_added;
  logic [1:0][16:0]           field_added;
  logic [PORTS-1:0][16:0]     port_added;
  logic [6:2]                 header_stale;
  logic [6:2]                 transport_stale;
  always_ff @(posedge clk) begin
    for (int word = 0; word < ADDRESSES; word++) address_added[word] <= counts[word] ? address_adds[word] : '0;
    for (int field = 0; field < 2; field++) field_added[field] <= field_changes[field] ? field_adds[field] : '0;
    // of ICMP type and code are one word, and the checksum follows them
    port_added[0] <= port_changes[0] ? port_adds[0] : '0;
    port_added[1] <= (port_changes[1] && !(item[1].icmp || item[1].icmpv6)) ? port_adds[1] : '0;
    header_stale[2] <= item[1].ipv4 && ((changed_v4 != 0) || (field_changes != 0));
    transport_stale[2] <= ((port_changes != 0) && (item[1].tcp || item[1].udp || item[1].icmp || item[1].icmpv6))
        || ((item[1].tcp || item[1].udp || (item[1].icmpv6 && item[1].ipv6)) && ({changed_v4, changed_v6} != 0));
    header_stale[6:3] <= header_stale[5:2];
    transport_stale[6:3] <= transport_stale[5:2];
  end

  // ---- clocks 3 to 5: their sums, with the complements of what the checksums were
  logic [3:0][SUM-1:0] quarter;
  logic [SUM-1:0]      header_part[3:4];
  logic [SUM-1:0]      transport_part[3:4];
  logic [SUM-1:0]      addresses;
  logic [SUM-1:0]      header_sum;
  logic [SUM-1:0]      transport_sum;
  always_ff @(posedge clk) begin
    for (int part = 0; part < 4; part++) begin
      quarter[part] <= SUM'(address_added[4*part]) + SUM'(address_added[4*part+1]) + SUM'(address_added[4*part+2])
          + SUM'(address_added[4*part+3]);
    end
    header_part[3] <= SUM'(field_added[0]) + SUM'(field_added[1]) + {{(SUM - 16) {1'b0}}, ~item[2].header_was};
    transport_part[3] <= SUM'(port_added[0]) + SUM'(port_added[1]) + {{(SUM - 16) {1'b0}}, ~item[2].transport_was};
    addresses <= quarter[0] + quarter[1] + quarter[2] + quarter[3];
    header_part[4] <= header_part[3];
    transport_part[4] <= transport_part[3];
    header_sum <= header_part[4] + addresses;
    transport_sum <= transport_part[4] + (item[4].icmp ? '0 : addresses);
  end

  // ---- clocks 6 and 7: the new checksums; in UDP a sum of zero is sent as all ones (RFC 768)
  function automatic logic [15:0] fold(input logic [SUM-1:0] sum);
    logic [16:0] once;
    logic [15:0] more;
    once = {1'b0, sum[15:0]} + 17'(sum[SUM-1:16]);
    more = sum[15:0] + 16'(sum[SUM-1:16]) + 16'd1;
    return once[16] ? more : once[15:0];
  endfunction
  logic [15:0] header_new;
  logic [15:0] transport_new;
  logic [15:0] header_change;
  logic [15:0] transport_change;
  logic        absent;
  logic        zero;
  assign absent = item[6].udp && (item[6].transport_was == 0);
  assign zero = item[6].udp && (transport_new == 0);
  always_ff @(posedge clk) begin
    header_new <= ~fold(header_sum);
    transport_new <= ~fold(transport_sum);
    header_change <= header_stale[6] ? item[6].header_was ^ header_new : '0;
    transport_change <= (transport_stale[6] && !absent) ? item[6].transport_was ^ (zero ? 16'hffff : transport_new) : '0;
  end

  // ---- clock 8: into the window with them
  logic         unused_room;
  logic         window_valid;
  logic [W-1:0] window;
  opening_t     opening;
  nic_fifo #(
      .WIDTH(W + $bits(opening_t)),
      .DEPTH(WAITING)
  ) u_waiting (
      .clk,
      .rst,
      .in_valid,
      .in_ready(unused_room),
      .in_data({in_opening, in_window}),
      .out_valid(window_valid),
      .out_ready(item[7].valid),
      .out_data({opening, window})
  );
  always_ff @(posedge clk) begin
    out_valid <= item[7].valid && !rst;
    if (item[7].valid) begin
      out_window <= window ^ (W'(header_change) << {item[7].header_at, 3'b000})
          ^ (W'(transport_change) << {item[7].transport_at[7:1], 4'b0000});
      out_opening <= opening;
    end
  end
  logic unused_rest;
  assign unused_rest = &{1'b0, window_valid, item[7], layers};
endmodule
