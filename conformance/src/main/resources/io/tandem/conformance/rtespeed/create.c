/* Times rte_flow_create: for each line of its input two passes, and a line with nanoseconds of processor time for each rule of
 * the second, as the first has other programs' memory in the caches. A pass creates rules eth / ipv4 dst is A / tcp dst is 80,
 * action drop, and flushes them, which is not timed.
 * Arguments: EAL's own, then --, rules of a pass. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <rte_byteorder.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_flow.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static double pass(uint16_t port, int rules)
{
    struct rte_flow_attr attr = { .ingress = 1 };
    struct rte_flow_item_ipv4 ipv4 = { 0 }, ipv4_mask = { 0 };
    struct rte_flow_item_tcp tcp = { 0 }, tcp_mask = { 0 };
    struct rte_flow_item pattern[] = {
        { .type = RTE_FLOW_ITEM_TYPE_ETH },
        { .type = RTE_FLOW_ITEM_TYPE_IPV4, .spec = &ipv4, .mask = &ipv4_mask },
        { .type = RTE_FLOW_ITEM_TYPE_TCP, .spec = &tcp, .mask = &tcp_mask },
        { .type = RTE_FLOW_ITEM_TYPE_END },
    };
    struct rte_flow_action actions[] = {
        { .type = RTE_FLOW_ACTION_TYPE_DROP },
        { .type = RTE_FLOW_ACTION_TYPE_END },
    };
    struct rte_flow_error error;

    ipv4_mask.hdr.dst_addr = RTE_BE32(0xffffffff);
    tcp.hdr.dst_port = RTE_BE16(80);
    tcp_mask.hdr.dst_port = RTE_BE16(0xffff);
    double start = now();
    for (int i = 0; i < rules; i++) {
        ipv4.hdr.dst_addr = rte_cpu_to_be_32(0x0a000000 + i);
        memset(&error, 0, sizeof error);
        if (!rte_flow_create(port, &attr, pattern, actions, &error)) {
            fprintf(stderr, "rule %d: %s: %s\n", i, rte_strerror(rte_errno), error.message ? error.message : "");
            exit(1);
        }
    }
    double taken = now() - start;
    memset(&error, 0, sizeof error);
    if (rte_flow_flush(port, &error) < 0) {
        fprintf(stderr, "flush: %s\n", error.message ? error.message : "");
        exit(1);
    }
    return taken / rules;
}

int main(int argc, char **argv)
{
    int used = rte_eal_init(argc, argv);
    if (used < 0 || argc - used != 2) {
        fprintf(stderr, "EAL: %s\n", rte_strerror(rte_errno));
        return 1;
    }
    int rules = atoi(argv[used + 1]);
    while (getchar() == '\n') {
        pass(0, rules);
        printf("calls\t%.1f\n", pass(0, rules));
        fflush(stdout);
    }
    _exit(0);
}
