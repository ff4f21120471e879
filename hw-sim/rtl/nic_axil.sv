// An AXI4-Lite slave in front of the registers. One write and one read at a time, each on its own; ready and valid do not
// depend on each other within a clock. Answers DECERR for an address that is no register's, SLVERR for an access that the
// register does not have and for a write of some of its bytes; nothing is done then.
module nic_axil
  import nic_defs_pkg::*;
#(
    parameter int PORTS = 4  // of which there are registers
) (
    input  logic        clk,
    input  logic        rst,
    // the bus
    input  logic        awvalid,
    output logic        awready,
    input  logic [14:0] awaddr,   // in bytes
    input  logic        wvalid,
    output logic        wready,
    input  logic [63:0] wdata,
    input  logic [7:0]  wstrb,
    output logic        bvalid,
    input  logic        bready,
    output logic [1:0]  bresp,
    input  logic        arvalid,
    output logic        arready,
    input  logic [14:0] araddr,
    output logic        rvalid,
    input  logic        rready,
    output logic [63:0] rdata,
    output logic [1:0]  rresp,
    // registers: accesses that they have; a read is answered on the next clock, and its answer stays until the next one
    output logic        write_valid,
    output logic [11:0] write_number,
    output logic [63:0] write_data,
    output logic        read_valid,
    output logic [11:0] read_number,
    input  logic [63:0] read_data
);
  localparam logic [1:0] OKAY = 2'b00;
  localparam logic [1:0] SLVERR = 2'b10;
  localparam logic [1:0] DECERR = 2'b11;

  // ---- writes: address and data come in any order
  logic        addressed;
  logic [14:0] address;
  logic        filled;
  logic [63:0] data;
  logic [7:0]  strobes;
  logic        carry_out;
  logic [1:0]  write_access;
  logic [1:0]  write_answer;
  assign awready = !addressed;
  assign wready = !filled;
  assign carry_out = addressed && filled && !bvalid;
  always_comb begin
    write_access = 2'b00;
    if (carry_out) write_access = register_access(address[14:3], PORTS);
    write_answer = OKAY;
    if ((write_access == 2'b00) || (address[2:0] != 3'd0)) write_answer = DECERR;
    else if (!write_access[1] || (strobes != 8'hff)) write_answer = SLVERR;
  end
  assign write_valid = carry_out && (write_answer == OKAY);
  assign write_number = address[14:3];
  assign write_data = data;
  always_ff @(posedge clk) begin
    if (rst) begin
      addressed <= 1'b0;
      filled <= 1'b0;
      bvalid <= 1'b0;
    end else begin
      if (awvalid && awready) addressed <= 1'b1;
      if (wvalid && wready) filled <= 1'b1;
      if (bready) bvalid <= 1'b0;
      if (carry_out) begin
        addressed <= 1'b0;
        filled <= 1'b0;
        bvalid <= 1'b1;
      end
    end
  end
  always_ff @(posedge clk) begin
    if (awvalid && awready) address <= awaddr;
    if (wvalid && wready) {data, strobes} <= {wdata, wstrb};
    if (carry_out) bresp <= write_answer;
  end

  // ---- reads
  logic        asked;
  logic [14:0] wanted;
  logic [1:0]  read_access;
  logic [1:0]  read_answer;
  logic        look;
  assign arready = !asked;
  assign look = asked && !rvalid;
  always_comb begin
    read_access = 2'b00;
    if (look) read_access = register_access(wanted[14:3], PORTS);
    read_answer = OKAY;
    if ((read_access == 2'b00) || (wanted[2:0] != 3'd0)) read_answer = DECERR;
    else if (!read_access[0]) read_answer = SLVERR;
  end
  assign read_valid = look && (read_answer == OKAY);
  assign read_number = wanted[14:3];
  assign rdata = (rresp == OKAY) ? read_data : 64'd0;
  always_ff @(posedge clk) begin
    if (rst) begin
      asked <= 1'b0;
      rvalid <= 1'b0;
    end else begin
      if (arvalid && arready) asked <= 1'b1;
      if (rvalid && rready) rvalid <= 1'b0;
      if (look) begin
        asked <= 1'b0;
        rvalid <= 1'b1;
      end
    end
  end
  always_ff @(posedge clk) begin
    if (arvalid && arready) wanted <= araddr;
    if (look) rresp <= read_answer;
  end
endmodule
