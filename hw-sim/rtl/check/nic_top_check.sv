// The NIC's own edges: what comes in holds still until it is taken, and packets are neither lost nor made.
`include "nic_check.svh"
module nic_top_check #(
    parameter int PORTS = 4,
    parameter int HEADERS = 64,
    parameter int PLACES = 64
) (
    input logic        clk,
    input logic        rst,
    input logic        in_valid,
    input logic        in_ready,
    input logic        in_last,
    input logic [6:0]  in_bytes,
    input logic [7:0]  in_port,
    input logic [31:0] in_seq,
    input logic        done_valid,
    input logic [31:0] done_seq,
    input logic        out_valid,
    input logic        out_ready,
    input logic [31:0] out_seq,
    input logic [7:0]  out_port,
    input logic [$clog2(HEADERS):0] headers_used,
    input logic        headers_put,
    input logic        headers_taken,
    input logic [$clog2(PLACES):0] places_used,
    input logic        results_put,
    input logic        results_taken
);
  logic [31:0] under_way;  // packets that came in whole and are not done
  always_ff @(posedge clk) begin
    if (rst) under_way <= '0;
    else under_way <= under_way + 32'(in_valid && in_ready && in_last) - 32'(done_valid);
  end

  logic        was_done;
  logic [31:0] last_done;
  always_ff @(posedge clk) begin
    if (rst) was_done <= 1'b0;
    else if (done_valid) begin
      was_done <= 1'b1;
      last_done <= done_seq;
    end
  end

  logic        was_out;
  logic [31:0] last_out;
  always_ff @(posedge clk) begin
    if (rst || (in_valid && (in_seq == 0))) was_out <= 1'b0;  // with number 0 the host counts anew, once all have left
    else if (out_valid && out_ready) begin
      was_out <= 1'b1;
      last_out <= out_seq;
    end
  end

  `NIC_ALWAYS(top_copies_leave_in_order, !(out_valid && was_out) || (out_seq >= last_out))
  `NIC_ALWAYS(top_beats_are_full, !in_valid || ((in_bytes != 0) && (in_bytes <= 7'd64) && (in_last || (in_bytes == 7'd64))))
  `NIC_ALWAYS(top_packets_come_by_a_port, !in_valid || ((in_port != 0) && (int'(in_port) <= PORTS)))
  `NIC_ALWAYS(top_copies_leave_by_a_port, !out_valid || (int'(out_port) <= PORTS))
  `NIC_ALWAYS(top_finishes_what_came_in, !done_valid || (under_way != 0))
  `NIC_ALWAYS(top_finishes_in_order, !(done_valid && was_done) || (done_seq == last_done + 32'd1) || (done_seq == 0))
  `NIC_ALWAYS(top_has_room_for_headers, int'(headers_used) <= HEADERS)
  `NIC_ALWAYS(top_takes_headers_that_are_there, !headers_taken || (headers_used != 0))
  `NIC_ALWAYS(top_has_room_for_results, int'(places_used) <= PLACES)
  `NIC_ALWAYS(top_takes_results_that_are_there, !results_taken || (places_used != 0))
  `NIC_NEXT(top_counts_headers, 1'b1, headers_used == $past(headers_used) + ($clog2(HEADERS) + 1)'($past(headers_put))
            - ($clog2(HEADERS) + 1)'($past(headers_taken)))
  `NIC_NEXT(top_counts_results, 1'b1, places_used == $past(places_used)
            + ($clog2(PLACES) + 1)'($past(results_put)) - ($clog2(PLACES) + 1)'($past(results_taken)))
endmodule
