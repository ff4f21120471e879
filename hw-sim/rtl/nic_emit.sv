// Sends copies: the edited window first, then the body, whose beats are shifted to where the window ends. One beat a clock,
// also where one copy follows another.
module nic_emit
  import nic_types_pkg::*;
#(
    parameter int BYTES = 64,  // bytes of a beat
    parameter int BEATS = 5    // of a window
) (
    input  logic                     clk,
    input  logic                     rst,
    input  logic                     in_valid,
    output logic                     in_ready,
    input  logic [BYTES*BEATS*8-1:0] in_window,
    input  leaving_t                 in_copy,
    input  logic                     body_valid,
    output logic                     body_ready,
    input  logic [BYTES*8-1:0]       body_data,
    input  logic [6:0]               body_bytes,
    input  logic                     body_last,
    output logic                     out_valid,
    input  logic                     out_ready,
    output logic [BYTES*8-1:0]       out_data,
    output logic [6:0]               out_bytes,
    output logic                     out_last,
    output logic [31:0]              out_seq,
    output logic [7:0]               out_port,
    output logic [1:0]               out_number
);
  localparam int W = BYTES * 8;

  logic [2:0]   passed;      // beats of the window that have left
  logic         in_body;     // the window has left
  logic         flush;       // what is kept is the copy's last beat
  logic [W-1:0] kept;        // bytes that the next beat of the body follows
  logic [6:0]   kept_bytes;

  // The bytes that leave next, without those of the body behind them.
  logic [W-1:0] chunk;
  logic [8:0]   left;
  logic [6:0]   chunk_bytes;
  logic         window_ends;
  assign left = in_copy.bytes - {passed, 6'd0};
  assign window_ends = (left <= 9'd64);
  always_comb begin
    chunk = kept;
    chunk_bytes = kept_bytes;
    if (!in_body && !flush) begin
      chunk_bytes = window_ends ? left[6:0] : 7'd64;
      chunk = in_window[W*passed+:W] & ~({W{1'b1}} << {chunk_bytes, 3'b000});
    end
  end

  // The body is needed where the bytes at hand make no whole beat and are not the last ones.
  logic needs_body;
  logic opens;
  logic unused_rest;
  assign unused_rest = &{1'b0, in_copy};
  logic room;
  logic go;
  assign opens = !in_body && !flush;
  assign needs_body = in_body || (opens && window_ends && in_copy.body && (chunk_bytes != 7'd64));
  assign room = !out_valid || out_ready;
  assign go = room && (flush || in_body || in_valid) && (!needs_body || body_valid);
  assign body_ready = go && needs_body;

  logic [7:0] total;
  logic       tail;  // more bytes than one beat, after the body's last one
  assign total = {1'b0, chunk_bytes} + {1'b0, body_bytes};
  assign tail = needs_body && body_last && (total > 8'd64);

  logic window_leaves;
  assign window_leaves = go && opens && window_ends;

  // Where the copy ends; what it is must be known until then.
  logic ends;
  assign ends = flush || (needs_body ? (body_last && !tail) : (opens && window_ends && !in_copy.body));
  assign in_ready = window_leaves;

  logic [31:0] seq;
  logic [7:0]  port;
  logic [1:0]  copy;
  always_ff @(posedge clk) begin
    if (window_leaves) {seq, port, copy} <= {in_copy.seq, in_copy.port, in_copy.number};
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      passed <= '0;
      in_body <= 1'b0;
      flush <= 1'b0;
      out_valid <= 1'b0;
    end else begin
      if (out_ready) out_valid <= 1'b0;
      if (go) begin
        out_valid <= 1'b1;
        passed <= (opens && !window_ends) ? passed + 1'b1 : '0;
        in_body <= !ends && !tail && !(opens && !window_ends);
        flush <= tail;
      end
    end
  end

  always_ff @(posedge clk) begin
    if (go) begin
      out_data <= needs_body ? chunk | (body_data << {chunk_bytes, 3'b000}) : chunk;
      out_bytes <= !needs_body ? chunk_bytes : (total > 8'd64) ? 7'd64 : total[6:0];
      out_last <= ends;
      {out_seq, out_port, out_number} <= opens
          ? {in_copy.seq, in_copy.port, in_copy.number}
          : {seq, port, copy};
      if (needs_body) begin
        kept <= body_data >> {7'd64 - chunk_bytes, 3'b000};
        kept_bytes <= body_last ? 7'(total - 8'd64) : chunk_bytes;
      end else begin
        kept <= '0;
        kept_bytes <= '0;
      end
    end
  end
endmodule
