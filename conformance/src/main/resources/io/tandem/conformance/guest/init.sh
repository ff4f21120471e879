#!/bin/busybox sh
# First process of the guest: mounts the host's root under a writable overlay, loads the program's modules, runs it.
b=/bin/busybox

power_off() {
    $b sync
    echo o >/proc/sysrq-trigger
    $b sleep 60
}

fail() {
    echo "tandem guest: $*"
    power_off
}

$b mkdir -p /proc /sys /dev /host /share /memory /new
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
for module in /modules/*; do
    $b insmod "$module" || fail "cannot insert $module"
done
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,ro,cache=loose host /host || fail "cannot mount the host's root"
$b mount -t tmpfs memory /memory
$b mkdir /memory/upper /memory/work
$b mount -t overlay -o lowerdir=/host,upperdir=/memory/upper,workdir=/memory/work overlay /new ||
    fail "cannot mount the overlay"
$b mkdir -p /new/proc /new/sys /new/dev /new/run /new/guest-share
$b mount -t proc proc /new/proc
$b mount -t sysfs sys /new/sys
$b mount -t devtmpfs dev /new/dev
$b mkdir -p /new/dev/pts /new/dev/shm
$b mount -t devpts pts /new/dev/pts
$b mount -t tmpfs shm /new/dev/shm
$b mount -t tmpfs run /new/run
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,rw,cache=none share /new/guest-share ||
    fail "cannot mount the program's directory"
control=/new/guest-share/.guest
while read -r file options; do
    # shellcheck disable=SC2086
    $b insmod "/new$file" $options || fail "cannot insert $file"
done <$control/modules
$b ip link set lo up
: >$control/started
$b chroot /new /bin/sh -c 'cd /guest-share &&
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 &&
    exec /bin/sh .guest/program >.guest/stdout 2>.guest/stderr </dev/null'
echo $? >$control/status
power_off
