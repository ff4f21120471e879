// Carries out what a lookup decided: takes a frame's beats and its result, gives the frame as it leaves, or nothing,
// and one completion for each packet. A tag is popped first, then pushed, then addresses are rewritten.
module nic_edit
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int BYTES = 64  // bytes of a beat
) (
    input  logic               clk,
    input  logic               rst,
    // one result for each frame, in the order of the frames
    input  logic               result_valid,
    output logic               result_ready,
    input  result_t            result,
    // beats of frames; byte 0 in bits 7:0
    input  logic               in_valid,
    output logic               in_ready,
    input  logic [BYTES*8-1:0] in_data,
    input  logic [6:0]         in_bytes,
    input  logic               in_last,
    // frames that leave
    output logic               out_valid,
    input  logic               out_ready,
    output logic [BYTES*8-1:0] out_data,
    output logic [6:0]         out_bytes,
    output logic               out_last,
    output logic [31:0]        out_seq,
    // one for each packet, with or after its last beat
    output logic               done_valid,
    output logic [1:0]         done_verdict,
    output logic [31:0]        done_seq,
    output logic [7:0]         done_port,
    output logic               done_hit,
    output logic               done_parseable,
    output logic [31:0]        done_slot,
    output visit_t             done_visit
);
  localparam int W = BYTES * 8;

  logic [1:0] verdict;
  logic pop;
  logic push;
  always_comb begin
    verdict = VERDICT_TO_HOST;
    if (result.parseable && result.hit) verdict = result.action[ACT_VERDICT_LSB+:ACT_VERDICT_W];
    pop = (verdict == VERDICT_FORWARD) && result.action[ACT_POP_VLAN_LSB];
    push = (verdict == VERDICT_FORWARD) && result.action[ACT_PUSH_VLAN_LSB];
    // A rule that pops looks at the tag, so this cannot be; the host mends what should not happen.
    if (pop && (result.meta.layers.vlan_tags == 0)) begin
      verdict = VERDICT_TO_HOST;
      pop = 1'b0;
      push = 1'b0;
    end
  end

  logic shrink;
  logic grow;
  assign shrink = pop && !push;
  assign grow = push && !pop;

  function automatic logic [47:0] wire48(input logic [47:0] number);
    return {number[7:0], number[15:8], number[23:16], number[31:24], number[39:32], number[47:40]};
  endfunction

  function automatic logic [15:0] wire16(input logic [15:0] number);
    return {number[7:0], number[15:8]};
  endfunction

  logic [31:0] tag;
  assign tag = {
    wire16(result.action[ACT_PUSH_TCI_LSB+:ACT_PUSH_TCI_W]), wire16(result.action[ACT_PUSH_TPID_LSB+:ACT_PUSH_TPID_W])
  };

  // The first beat with addresses and, where the size stays, the tag rewritten.
  logic [95:0] addresses;
  always_comb begin
    addresses = in_data[95:0];
    if (verdict == VERDICT_FORWARD) begin
      if (result.action[ACT_SET_ETH_DST_LSB]) addresses[47:0] = wire48(result.action[ACT_ETH_DST_LSB+:ACT_ETH_DST_W]);
      if (result.action[ACT_SET_ETH_SRC_LSB]) addresses[95:48] = wire48(result.action[ACT_ETH_SRC_LSB+:ACT_ETH_SRC_W]);
    end
  end

  logic         first;      // the next beat opens a frame
  logic         flush;      // what is kept leaves as one more beat
  logic [W-1:0] kept;       // bytes that wait for the next beat: 4 when growing, 60 when shrinking
  logic [6:0]   kept_bytes;

  logic room;
  assign room = !out_valid || out_ready;

  logic take;  // a beat is consumed
  assign take = result_valid && in_valid && room && !flush;
  assign in_ready = result_valid && room && !flush;

  logic finish;  // the frame's last output, or its end without one
  logic tail;    // one more beat is needed after the last one of the input
  logic [6:0] last_bytes;
  always_comb begin
    tail = 1'b0;
    last_bytes = in_bytes;
    if (grow) begin
      tail = in_bytes > 7'd60;
      last_bytes = tail ? 7'd64 : in_bytes + 7'd4;
    end else if (shrink && first) begin
      last_bytes = in_bytes - 7'd4;
    end else if (shrink) begin
      tail = in_bytes > 7'd4;
      last_bytes = tail ? 7'd64 : in_bytes + 7'd60;
    end
  end
  assign finish = (take && in_last && !tail) || (flush && room);
  assign result_ready = finish;

  logic [W-1:0] opening;
  always_comb begin
    opening = {in_data[W-1:96], addresses};
    if (grow) opening = {in_data[W-33:96], tag, addresses};
    else if (shrink) opening = {32'd0, in_data[W-1:128], addresses};
    else if (push) opening = {in_data[W-1:128], tag, addresses};
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      first <= 1'b1;
      flush <= 1'b0;
      out_valid <= 1'b0;
      done_valid <= 1'b0;
    end else begin
      done_valid <= finish;
      if (out_ready) out_valid <= 1'b0;
      if (take) begin
        first <= in_last;
        flush <= in_last && tail;
        // The first beat of a frame that shrinks waits for four more bytes, unless there are none.
        out_valid <= (verdict != VERDICT_DROP) && !(shrink && first && !in_last);
      end
      if (flush && room) begin
        flush <= 1'b0;
        out_valid <= 1'b1;
      end
    end
  end

  always_ff @(posedge clk) begin
    if (finish) begin
      done_verdict <= verdict;
      done_port <= result.action[ACT_PORT_LSB+:ACT_PORT_W];
      done_seq <= result.meta.seq;
      done_hit <= result.hit;
      done_parseable <= result.parseable;
      done_slot <= result.slot;
      done_visit <= result.visit;
    end
    if (take) begin
      out_seq <= result.meta.seq;
      out_last <= in_last && !tail;
      out_bytes <= in_last ? last_bytes : 7'd64;
      if (first) begin
        out_data <= opening;
        kept <= shrink ? {32'd0, in_data[W-1:128], addresses} : {{(W - 32) {1'b0}}, in_data[W-1-:32]};
        kept_bytes <= in_bytes - 7'd60;
      end else if (shrink) begin
        out_data <= {in_data[31:0], kept[W-33:0]};
        kept <= {32'd0, in_data[W-1:32]};
        kept_bytes <= in_bytes - 7'd4;
      end else if (grow) begin
        out_data <= {in_data[W-33:0], kept[31:0]};
        kept <= {{(W - 32) {1'b0}}, in_data[W-1-:32]};
        kept_bytes <= in_bytes - 7'd60;
      end else begin
        out_data <= in_data;
      end
    end
    if (flush && room) begin
      out_data <= kept;
      out_bytes <= kept_bytes;
      out_last <= 1'b1;
    end
  end
endmodule
