package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.DurationText;
import java.time.Duration;
import java.util.List;

/** What a disk does wrong for a time. */
public sealed interface DiskFault {
  /** The rules that do it, as docs/disk.md has them. */
  List<String> rules();

  /** Each read, write and sync takes so much longer. */
  record Slow(Duration by) implements DiskFault {
    @Override
    public List<String> rules() {
      return List.of(
          "delay read,write,fsync,fdatasync,fsyncdir time=" + by.toNanos() / 1_000_000 + "ms");
    }

    @Override
    public String toString() {
      return "slow by " + DurationText.text(by);
    }
  }

  /** There is no room: neither writes nor new files. */
  record Full() implements DiskFault {
    @Override
    public List<String> rules() {
      return List.of(
          "fail write,create,mkdir,mknod,symlink,link,fallocate,copy_file_range errno=ENOSPC");
    }

    @Override
    public String toString() {
      return "full";
    }
  }

  /** Syncs fail: what was written may or may not be on the device. */
  record FailingSyncs() implements DiskFault {
    @Override
    public List<String> rules() {
      return List.of("fail fsync,fdatasync,fsyncdir errno=EIO");
    }

    @Override
    public String toString() {
      return "fails to sync";
    }
  }
}
