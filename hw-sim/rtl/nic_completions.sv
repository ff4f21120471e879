// Completions on their way to the host: the answers of commands, beat by beat, in their order.
module nic_completions
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int ANSWERS = 16,  // that can wait, a power of two; whoever commands sees to it that there is room
    parameter int CLOCKS = 0     // that an answer which ends its command waits before it leaves
) (
    input  logic              clk,
    input  logic              rst,
    input  logic              in_valid,
    input  answer_t           in_answer,
    output logic              taken,     // an answer has left
    output logic              out_valid,
    input  logic              out_ready,
    output logic [BEAT_W-1:0] out_data,
    output logic              out_last   // of a descriptor's completion
);
  logic    unused_ready;
  logic    first_valid;
  answer_t first;
  nic_fifo #(
      .WIDTH($bits(answer_t)),
      .DEPTH(ANSWERS)
  ) u_answers (
      .clk,
      .rst,
      .in_valid,
      .in_ready(unused_ready),
      .in_data(in_answer),
      .out_valid(first_valid),
      .out_ready(taken),
      .out_data(first)
  );

  logic        whole;    // the rule comes too
  logic        of_slot;  // what the slot, or the meter, had counted comes
  logic [2:0]  at;
  logic        ends;     // the answer's last beat
  logic [31:0] records;  // that have left, of the range that does
  logic [15:0] waited;
  assign whole = (first.command.code == CMD_READ);
  always_comb begin
    unique case (first.command.code)
      CMD_NOP, CMD_WRITE_EDIT, CMD_WRITE_HEADER, CMD_WRITE_METER, CMD_REPAIR_METER, CMD_WRITE_MASK, CMD_CLEAR_MASK:
      of_slot = 1'b0;
      default: of_slot = 1'b1;
    endcase
  end
  assign ends = !whole || (at == 3'(COMP_W / BEAT_W - 1));
  assign out_valid = first_valid && (first.command.record || (waited == 16'(CLOCKS)));
  assign out_last = ends && !first.command.record;
  assign taken = out_valid && out_ready && ends;

  logic [COMP_W-1:0] completion;
  always_comb begin
    completion = '0;
    out_data = '0;
    if (first_valid) begin
      completion[COMP_CODE_LSB+:COMP_CODE_W] = first.command.asked;
      completion[COMP_STATUS_LSB+:COMP_STATUS_W] = first.command.status;
      completion[COMP_TAG_LSB+:COMP_TAG_W] = first.command.tag;
      completion[COMP_SLOT_LSB+:COMP_SLOT_W] = first.command.slot;
      if (!of_slot) begin
        completion[COMP_COUNT_LSB+:COMP_COUNT_W] = records;
      end else if (first.command.code == CMD_READ_METER) begin
        completion[COMP_PACKETS_LSB+:COMP_PACKETS_W] = first.packets;
        completion[COMP_BYTES_LSB+:COMP_BYTES_W] = first.bytes;
        completion[COMP_DROPPED_PACKETS_LSB+:COMP_DROPPED_PACKETS_W] = first.last_used;
        completion[COMP_DROPPED_BYTES_LSB+:COMP_DROPPED_BYTES_W] = first.rule.ufid[63:0];
      end else begin
        completion[COMP_HELD_LSB] = first.held;
        completion[COMP_PACKETS_LSB+:COMP_PACKETS_W] = first.packets;
        completion[COMP_BYTES_LSB+:COMP_BYTES_W] = first.bytes;
        completion[COMP_LAST_USED_LSB+:COMP_LAST_USED_W] = first.last_used;
        completion[COMP_UFID_LSB+:COMP_UFID_W] = first.rule.ufid;
        completion[COMP_KEY_LSB+:COMP_KEY_W] = first.rule.key;
        completion[COMP_MASK_LSB+:COMP_MASK_W] = first.rule.mask;
        completion[COMP_ACTION_LSB+:COMP_ACTION_W] = first.rule.action;
      end
      for (int beat = 0; beat < COMP_W / BEAT_W; beat++) begin
        if (at == 3'(beat)) out_data = completion[BEAT_W*beat+:BEAT_W];
      end
    end
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      at <= '0;
      records <= '0;
      waited <= '0;
    end else begin
      if (out_valid && out_ready) begin
        at <= ends ? 3'd0 : at + 3'd1;
        records <= out_last ? '0 : records + {31'd0, first.command.record};
      end
      if (taken) waited <= '0;
      else if (first_valid && !first.command.record && (waited != 16'(CLOCKS))) waited <= waited + 1'b1;
    end
  end
endmodule
