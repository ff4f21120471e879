package io.tandem.conformance.ovs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of actions. Open vSwitch 3.1 prints push_mpls, pop_mpls, push_eth, pop_eth, hash and dec_ttl, but does not read
 * them, so they are not here.
 */
final class ActionTexts {
    /** For an IPv4 packet with UDP. */
    static final List<String> OF_UDP = List.of(
            "drop",
            "1",
            "1,2,3",
            "0",
            "65535",
            "99",
            "lb_output(1)",
            "trunc(100),2",
            "trunc(13),2",
            "recirc(0)",
            "recirc(42)",
            "2,recirc(1)",
            "userspace(pid=1)",
            "userspace(pid=0)",
            "userspace(pid=4294967295)",
            "userspace(pid=7,userdata(0102030405060708090a))",
            "userspace(pid=7,userdata(01))",
            "userspace(pid=7,sFlow(vid=9,pcp=3,output=10))",
            "userspace(pid=7,sFlow(vid=0,pcp=0,output=0),actions)",
            "userspace(pid=7,slow_path())",
            "userspace(pid=7,slow_path(cfm))",
            "userspace(pid=7,slow_path(lacp))",
            "userspace(pid=7,slow_path(bfd))",
            "userspace(pid=7,slow_path(action),actions)",
            "userspace(pid=7,flow_sample(probability=100,collector_set_id=1,obs_domain_id=2,obs_point_id=3,output_port=4))",
            "userspace(pid=7,flow_sample(probability=65535,collector_set_id=1,obs_domain_id=2,obs_point_id=3,"
                    + "output_port=4,egress),tunnel_out_port=4)",
            "userspace(pid=7,flow_sample(probability=1,collector_set_id=1,obs_domain_id=2,obs_point_id=3,"
                    + "output_port=4,ingress))",
            "userspace(pid=7,ipfix(output_port=2))",
            "userspace(pid=7,ipfix(output_port=2),tunnel_out_port=2)",
            "userspace(pid=7,controller(reason=1,dont_send=0,continuation=0,recirc_id=4,rule_cookie=0x5,"
                    + "controller_id=6,max_len=65535))",
            "userspace(pid=7,actions)",
            "userspace(pid=7,userdata(0102),actions,tunnel_out_port=3)",
            "set(eth(src=02:00:00:00:00:0a,dst=02:00:00:00:00:0b))",
            "set(eth(dst=02:00:00:00:00:0b)),2",
            "set(eth(src=02:00:00:00:00:00/ff:00:00:00:00:00)),2",
            "set(skb_priority(5)),2",
            "set(skb_mark(0x10)),2",
            "set(skb_mark(0x10/0xf0)),2",
            "set(skb_priority(0x10/0x30)),2",
            "set(ct_mark(1)),2",
            "set(ipv4(src=10.9.9.9,dst=10.8.8.8,proto=17,tos=0,ttl=63,frag=no)),2",
            "set(ipv4(src=10.9.9.9)),2",
            "set(ipv4(dst=10.9.0.0/255.255.0.0,ttl=63)),2",
            "set(ipv4(tos=0xb8/0xfc)),2",
            "set(ipv4(proto=6)),2",
            "set(ipv4(frag=first)),2",
            "set(udp(src=7,dst=8)),2",
            "set(udp(dst=8)),2",
            "set(udp(src=0x700/0xff00)),2",
            "set(tcp(src=7,dst=8)),2",
            "set(sctp(dst=8)),2",
            "set(ipv6(hlimit=3)),2",
            "set(icmp(type=8)),2",
            "set(arp(op=2)),2",
            "set(vlan(vid=5,pcp=0)),2",
            "set(eth_type(0x0800)),2",
            "set(in_port(1)),2",
            "set(mpls(label=5,tc=0,ttl=64,bos=1)),2",
            "set(tunnel(tun_id=0x2a,src=172.16.0.1,dst=172.16.0.2,tos=0,ttl=64,flags(df|key))),2",
            "set(tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,tp_dst=4789,flags(df|csum|key))),2",
            "set(tunnel(dst=172.16.0.2,flags(df))),2",
            "set(tunnel(tun_id=0x2a,ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2,ttl=64,flags(key))),2",
            "set(tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,geneve({class=0x102,type=3,len=4,0xdeadbeef}),flags(df|key))),2",
            "set(tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,geneve({class=0x102,type=3,len=0}{class=1,type=2,len=8,"
                    + "0x0102030405060708}),flags(df|key))),2",
            "set(tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,vxlan(gbp(id=10,flags=0x8)),flags(df|key))),2",
            "set(tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,erspan(ver=1,idx=0x7),flags(df|key))),2",
            "set(tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,erspan(ver=2,dir=1,hwid=0x7),flags(df|key))),2",
            "set(tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64/0xff,flags(key))),2",
            "set(eth(dst=02:00:00:00:00:0b)),set(ipv4(ttl=63)),set(udp(dst=8)),3",
            "push_vlan(vid=5,pcp=3),2",
            "push_vlan(vid=5,pcp=3,cfi=0),2",
            "push_vlan(tpid=0x88a8,vid=5,pcp=0),2",
            "push_vlan(tpid=0x9100,vid=5,pcp=0),2",
            "push_vlan(vid=5,pcp=0),push_vlan(tpid=0x88a8,vid=6,pcp=0,cfi=1),2",
            "pop_vlan,2",
            "add_mpls(label=100,tc=3,ttl=64,bos=1,eth_type=0x8847),2",
            "add_mpls(label=100,tc=3,ttl=64,bos=1,eth_type=0x8848),2",
            "push_nsh(flags=0,ttl=63,mdtype=1,np=3,spi=0x1234,si=255,c1=0x1,c2=0x2,c3=0x3,c4=0x4),2",
            "push_nsh(flags=0,ttl=63,mdtype=2,np=3,spi=0x1234,si=255,md2=0x10000a041234567820001408fedcba9876543210),2",
            "pop_nsh(),2",
            "meter(0),2",
            "meter(4294967295),2",
            "sample(sample=0%,actions(2))",
            "sample(sample=50%,actions(userspace(pid=7,userdata(01)))),2",
            "sample(sample=100%,actions(1,2,push_vlan(vid=5,pcp=0),3)),2",
            "sample(sample=12.5%,actions(sample(sample=50%,actions(2))))",
            "clone(1),2",
            "clone(push_vlan(vid=5,pcp=0),1),2",
            "clone(clone(set(eth(dst=02:00:00:00:00:0b)),1),3),2",
            "clone(ct(commit),recirc(1)),2",
            "check_pkt_len(size=1500,gt(2),le(3))",
            "check_pkt_len(size=200,gt(drop),le(set(ipv4(ttl=63)),3)),1",
            "check_pkt_len(size=200,gt(trunc(100),2),le(drop))",
            "check_pkt_len(size=0,gt(2),le(3))",
            "check_pkt_len(size=64,gt(check_pkt_len(size=128,gt(1),le(2))),le(3))",
            "ct",
            "ct(commit)",
            "ct(force_commit)",
            "ct(zone=5)",
            "ct(commit,zone=65535,mark=0xcafe)",
            "ct(commit,mark=0x1/0xff)",
            "ct(mark=1)",
            "ct(commit,label=0x1)",
            "ct(commit,label=0x123456789abcdef0/0xffffffffffffffff)",
            "ct(commit,helper=tftp)",
            "ct(commit,helper=ftp)",
            "ct(helper=tftp)",
            "ct(commit,timeout=quick)",
            "ct(nat)",
            "ct(commit,nat)",
            "ct(commit,nat(src))",
            "ct(commit,nat(dst))",
            "ct(commit,nat(src=192.0.2.1))",
            "ct(commit,nat(src=192.0.2.1-192.0.2.9))",
            "ct(commit,nat(src=192.0.2.1-192.0.2.9:1024-65535,random))",
            "ct(commit,nat(dst=192.0.2.1:80,hash,persistent))",
            "ct(commit,nat(src=2001:db8::1))",
            "ct(commit,nat(dst=[2001:db8::1]:80))",
            "ct(commit,nat(src=[2001:db8::1]-[2001:db8::9]:1-9,persistent))",
            "ct(nat(src=192.0.2.1))",
            "ct(commit,zone=5,nat(src=192.0.2.1)),recirc(1)",
            "ct(zone=5),recirc(1)",
            "ct_clear",
            "ct_clear,ct(commit,zone=7),2",
            "tnl_pop(4)",
            "tnl_push(tnl_port(4),header(size=50,type=4,eth(dst=02:00:00:00:00:02,src=02:00:00:00:00:01,dl_type=0x0800),"
                    + "ipv4(src=172.16.0.1,dst=172.16.0.2,proto=17,tos=0,ttl=64,frag=0x4000),"
                    + "udp(src=0,dst=4789,csum=0x0),vxlan(flags=0x8000000,vni=0x2a)),out_port(2))");

    /** For other packets, by the packet, in this order. */
    static final Map<String, List<String>> OF_OTHERS = others();

    private ActionTexts() {}

    private static Map<String, List<String>> others() {
        Map<String, List<String>> others = new LinkedHashMap<>();
        others.put(
                "eth_type(0x0800),ipv4(proto=6,frag=no),tcp(dst=80),tcp_flags(syn)",
                List.of("set(tcp(src=7,dst=8)),2", "set(tcp(dst=0x50/0xf0)),2", "ct(commit,helper=ftp)"));
        others.put(
                "eth_type(0x0800),ipv4(proto=132,frag=no),sctp(dst=2905)",
                List.of("set(sctp(src=7,dst=8)),2", "set(sctp(dst=8)),2"));
        others.put(
                "eth_type(0x86dd),ipv6(src=2001:db8::1,dst=2001:db8::2,label=0,proto=17,tclass=0,hlimit=64,frag=no),"
                        + "udp(src=1000,dst=53)",
                List.of(
                        "set(ipv6(src=2001:db8::9,dst=2001:db8::8,label=5,proto=17,tclass=1,hlimit=9,frag=no)),2",
                        "set(ipv6(src=2001:db8::/ffff:ffff::,hlimit=9)),2",
                        "set(ipv6(label=0xfffff)),2",
                        "set(ipv6(tclass=0xb8/0xfc)),2",
                        "set(ipv6(proto=6)),2",
                        "ct(commit,nat(src=2001:db8::1-2001:db8::9,hash))",
                        "push_vlan(vid=5,pcp=0),2"));
        others.put(
                "eth_type(0x8847),mpls(label=100,tc=3,ttl=64,bos=1)",
                List.of(
                        "set(mpls(label=200,tc=0,ttl=63,bos=1)),2",
                        "set(mpls(ttl=63)),2",
                        "add_mpls(label=7,tc=0,ttl=64,bos=0,eth_type=0x8847),2"));
        others.put("eth_type(0x0806)," + KeyTexts.ARP, List.of("set(arp(op=2)),2", "ct", "set(arp(sip=10.0.0.9)),2"));
        others.put("eth_type(0x894f)", List.of("pop_nsh(),2", "set(eth(dst=02:00:00:00:00:0b)),2"));
        others.put(
                "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135,code=0),nd(target=2001:db8::3)",
                List.of("set(nd(target=2001:db8::9)),2", "set(icmpv6(type=136)),2", "ct(commit)"));
        others.put(
                "eth_type(0x8100),vlan(vid=5,pcp=0),encap(eth_type(0x0800),ipv4(frag=no))",
                List.of(
                        "pop_vlan,2",
                        "pop_vlan,push_vlan(vid=6,pcp=0),2",
                        "push_vlan(tpid=0x88a8,vid=6,pcp=0),2",
                        "set(vlan(vid=6,pcp=0)),2",
                        "set(ipv4(ttl=63)),2",
                        "add_mpls(label=7,tc=0,ttl=64,bos=1,eth_type=0x8847),2"));
        return Collections.unmodifiableMap(others);
    }
}
