package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.DurationText;
import java.time.Duration;
import java.util.List;

/** A temporary fault of a disk. */
public sealed interface DiskFault {
  /** The rules that cause it, in the syntax of docs/disk.md. */
  List<String> rules();

  /** Each read, write and sync takes longer by this time. */
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

  /** The disk is full: writes and the creation of files fail. */
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

  /** Syncs fail: written data may or may not be on the device. */
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
