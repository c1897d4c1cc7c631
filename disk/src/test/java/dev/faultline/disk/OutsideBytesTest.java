package dev.faultline.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.faultline.disk.litmus.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Files outside have the bytes: what a crash leaves is the same as where images have them. */
class OutsideBytesTest {
  private static final int BLOCK = Inode.BLOCK_BYTES;

  /** A disk's history, taken once with all bytes, and once with files that have them. */
  private static final class Both {
    /** What the files have, even those that no program can see any more. */
    private final Image files = Image.empty();

    private final Unsynced whole;
    private final Unsynced outside;

    Both(Profile profile) {
      whole = new Unsynced(Image.empty(), profile, Device.SECTORS);
      outside = new Unsynced(Image.empty().withBytesOutside(), profile, Device.SECTORS);
    }

    void accept(Entry entry) {
      if (entry instanceof MicroOp op) {
        switch (op) {
          case MicroOp.Write write -> keep(write.inode(), write.offset(), write.end());
          case MicroOp.Resize resize when !resize.appended() ->
              keep(resize.inode(), resize.size(), Long.MAX_VALUE / 2);
          default -> {}
        }
        files.apply(op);
      }
      if (entry instanceof Entry.Decay(long inode, long offset, int mask)) {
        files.decay(inode, offset, mask);
      }
      whole.accept(entry);
      outside.accept(entry);
    }

    private void keep(long number, long from, long to) {
      long end = Math.min(outside.outsideEnd(number), (to + BLOCK - 1) / BLOCK);
      for (long block = from / BLOCK; block < end; block++) {
        if (outside.isOutside(number, block)) {
          outside.keep(number, block, block(files.get(number), block));
        }
      }
    }

    private static byte[] block(Inode inode, long block) {
      byte[] bytes = new byte[BLOCK];
      inode.read(block * BLOCK, bytes, 0, BLOCK);
      return bytes;
    }

    /** Names and bytes, with those that are outside. */
    private Map<String, String> contents(Image image) {
      Map<String, String> contents = new TreeMap<>();
      image.walk((path, inode) ->
          contents.put(
              path, inode.kind() + " " + inode.number() + " " + inode.attributes() + bytes(inode)));
      return contents;
    }

    private String bytes(Inode inode) {
      int size = (int) inode.size();
      byte[] all = new byte[size];
      for (long block = 0; block * BLOCK < size; block++) {
        Inode from = inode.isOutside(block) ? files.get(inode.number()) : inode;
        int length = (int) Math.min(BLOCK, size - block * BLOCK);
        System.arraycopy(block(from, block), 0, all, (int) block * BLOCK, length);
      }
      return size + " " + Arrays.hashCode(all);
    }

    void requireSameStates(SplittableRandom random, String where) {
      CrashStates one = new CrashStates(whole);
      CrashStates other = new CrashStates(outside);
      assertThat(operations(outside)).as(where).isEqualTo(operations(whole));
      requireSame(one.harshest(), other.harshest(), where + ", harshest");
      requireSame(one.mildest(), other.mildest(), where + ", mildest");
      for (int i = 0; i < 4; i++) {
        SplittableRandom same = random.split();
        long seed = same.nextLong();
        requireSame(
            one.sample(new SplittableRandom(seed)),
            other.sample(new SplittableRandom(seed)),
            where + ", sample " + seed);
      }
    }

    private static List<Operation> operations(Unsynced unsynced) {
      return unsynced.pending().stream().map(MicroOp::operation).toList();
    }

    private void requireSame(CrashState one, CrashState other, String where) {
      assertThat(contents(other.image())).as(where).isEqualTo(contents(one.image()));
    }
  }

  @Test
  void a_crash_leaves_the_same_whether_images_or_files_outside_have_the_bytes() {
    for (long seed = 1; seed <= 40; seed++) {
      List<Both> all = Profile.all().stream().map(Both::new).toList();
      Disk disk =
          new Disk(
              Image.empty().withBytesOutside(),
              Caller.counting(),
              entry -> all.forEach(each -> each.accept(entry)));
      SplittableRandom random = new SplittableRandom(seed);
      for (int part = 0; part < 4; part++) {
        RandomSteps.run(disk, random.split(), 12);
        for (Both each : all) {
          String where = "seed " + seed + ", part " + part + ", " + each.whole.profile().name();
          each.requireSameStates(random.split(), where);
        }
      }
    }
  }

  @Test
  void bytes_that_were_lost_or_have_rotted_are_told_from_those_of_the_files() {
    for (Profile profile : Profile.all()) {
      Both both = new Both(profile);
      Disk disk = new Disk(Image.empty().withBytesOutside(), Caller.counting(), both::accept);
      SplittableRandom random = new SplittableRandom(7);
      Steps steps = new Steps(disk).create("f").append("f", 12_000, 'a').fsync("f").fsync("");
      long file = number(disk);
      steps.write("f", 100, 5_000, 'b');
      disk.unwritten(file, 0, BLOCK, "f");
      both.requireSameStates(random, profile.name() + ", lost");
      steps.fsync("f");
      both.requireSameStates(random, profile.name() + ", synced");
      disk.decay(file, 9_000, 4);
      disk.decay(file, 50, 4);
      both.requireSameStates(random, profile.name() + ", rotten");
      steps.write("f", 0, 6_000, 'c').fsync("f");
      both.requireSameStates(random, profile.name() + ", written again");
    }
  }

  @Test
  void what_is_synced_takes_no_room_and_what_it_replaced_does_until_then() {
    Both both = new Both(Profile.EXT4_ORDERED);
    Disk disk = new Disk(Image.empty().withBytesOutside(), Caller.counting(), both::accept);
    Steps steps = new Steps(disk).create("f").append("f", 100 * BLOCK, 'a').fsync("f").fsync("");
    long file = number(disk);
    assertThat(blocks(both, file)).isEmpty();

    steps.write("f", 10 * BLOCK, BLOCK, 'b').write("f", 20 * BLOCK + 1, BLOCK, 'b');
    assertThat(blocks(both, file)).containsExactly(10L, 20L, 21L);
    steps.fsync("f");
    assertThat(blocks(both, file)).isEmpty();
    steps.truncate("f", 99 * BLOCK - 5);
    assertThat(blocks(both, file)).containsExactly(98L, 99L);
    steps.fsync("f");
    assertThat(blocks(both, file)).isEmpty();
    assertThat(both.outside.outsideEnd(file)).isEqualTo(99);
  }

  @Test
  void bytes_that_are_outside_are_not_read_as_zeros() {
    Both both = new Both(Profile.EXT4_ORDERED);
    Disk disk = new Disk(Image.empty().withBytesOutside(), Caller.counting(), both::accept);
    new Steps(disk).create("f").append("f", 10, 'a').fsync("f").fsync("");
    Inode file = Objects.requireNonNull(new CrashStates(both.outside).harshest().image().at("f"));
    assertThatIllegalStateException()
        .isThrownBy(file::content)
        .withMessage("the bytes of block 0 are outside");
  }

  private static long number(Disk disk) {
    return Objects.requireNonNull(disk.child(Image.ROOT, "f")).number();
  }

  private static List<Long> blocks(Both both, long file) {
    return new ArrayList<>(both.outside.durable().get(file).blocksHere().keySet());
  }
}
