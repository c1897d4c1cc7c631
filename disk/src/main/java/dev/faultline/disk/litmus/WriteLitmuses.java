package dev.faultline.disk.litmus;

import static dev.faultline.disk.litmus.Litmuses.LOOSE;
import static dev.faultline.disk.litmus.Litmuses.NOWHERE;
import static dev.faultline.disk.litmus.Litmuses.SEVERAL_BLOCKS;
import static dev.faultline.disk.litmus.Litmuses.STALE;
import static dev.faultline.disk.litmus.Litmuses.TAIL;
import static dev.faultline.disk.litmus.Litmuses.TEARING;
import static dev.faultline.disk.litmus.Litmuses.anyTime;

import java.util.List;

/**
 * Whether writes, appends and directory operations are atomic: the upper half of [P]'s table 1, and
 * [F]'s prefix append.
 */
final class WriteLitmuses {
  private WriteLitmuses() {}

  static List<Litmus> all() {
    return List.of(
        anyTime(
            "overwriting a sector leaves a mixture",
            "P",
            "write f 512 b over a",
            steps -> steps.create("f").append("f", 512, 'a'),
            steps -> steps.write("f", 0, 512, 'b'),
            found -> !found.isExactly("f", 512, 'a') && !found.isExactly("f", 512, 'b'),
            NOWHERE),
        anyTime(
            "an appended sector holds other bytes",
            "P",
            "append f 512 b",
            steps -> steps.create("f"),
            steps -> steps.append("f", 512, 'b'),
            found -> found.strays("f", 0, 512, 'b'),
            STALE),
        anyTime(
            "overwriting a block of 4,096 leaves a mixture",
            "P",
            "write f 4096 b over a",
            steps -> steps.create("f").append("f", 4096, 'a'),
            steps -> steps.write("f", 0, 4096, 'b'),
            found -> !found.isExactly("f", 4096, 'a') && !found.isExactly("f", 4096, 'b'),
            TEARING),
        anyTime(
            "an appended block is there in part",
            "P",
            "append f 4096 b",
            steps -> steps.create("f"),
            steps -> steps.append("f", 4096, 'b'),
            found -> found.size("f") != 0 && !found.isExactly("f", 4096, 'b'),
            STALE),
        anyTime(
            "two overwritten blocks: one old, one new",
            "P",
            "write f 8192 b over a",
            steps -> steps.create("f").append("f", 8192, 'a'),
            steps -> steps.write("f", 0, 8192, 'b'),
            found -> !found.isExactly("f", 8192, 'a') && !found.isExactly("f", 8192, 'b'),
            SEVERAL_BLOCKS),
        anyTime(
            "two appended blocks: one is missing",
            "P",
            "append f 8192 b",
            steps -> steps.create("f"),
            steps -> steps.append("f", 8192, 'b'),
            found -> found.size("f") != 0 && !found.isExactly("f", 8192, 'b'),
            SEVERAL_BLOCKS),
        anyTime(
            "what was appended is not a prefix, whole blocks",
            "P",
            "append f 8192 b behind 4096 a",
            steps -> steps.create("f").append("f", 4096, 'a'),
            steps -> steps.append("f", 8192, 'b'),
            found -> found.strays("f", 4096, 12288, 'b'),
            STALE),
        anyTime(
            "what was appended is not a prefix, inside a block",
            "F PA",
            "append f 600 b behind 1000 a",
            steps -> steps.create("f").append("f", 1000, 'a'),
            steps -> steps.append("f", 600, 'b'),
            found -> found.strays("f", 1000, 1600, 'b'),
            TAIL),
        anyTime(
            "what was appended inside a block shows other bytes than zeros",
            "PA",
            "append f 100 b behind 100 a",
            steps -> steps.create("f").append("f", 100, 'a'),
            steps -> steps.append("f", 100, 'b'),
            found ->
                found.size("f") == 200
                    && found.strays("f", 100, 200, 'b')
                    && found.strays("f", 100, 200, '\0'),
            LOOSE),
        anyTime(
            "the size is rounded up to the block, with NULs",
            "F PA",
            "append f 3000 b behind 3000 a",
            steps -> steps.create("f").append("f", 3000, 'a'),
            steps -> steps.append("f", 3000, 'b'),
            found -> found.size("f") == 4096 && found.holds("f", 3000, 4096, '\0'),
            TAIL),
        anyTime(
            "what was appended before a second append to the same file is missing",
            "P",
            "append f 4096 b; append f 4096 c",
            steps -> steps.create("f").append("f", 4096, 'a'),
            steps -> steps.append("f", 4096, 'b').append("f", 4096, 'c'),
            found -> found.holds("f", 8192, 12288, 'c') && found.strays("f", 4096, 8192, 'b'),
            STALE),
        anyTime(
            "after a rename the file is under both names or none",
            "P",
            "rename a b",
            steps -> steps.create("a"),
            steps -> steps.rename("a", "b"),
            found -> found.has("a") == found.has("b"),
            LOOSE),
        anyTime(
            "a rename over a file leaves nothing under its name",
            "P",
            "rename a b, b was there",
            steps -> steps.create("a").create("b"),
            steps -> steps.rename("a", "b"),
            found -> !found.has("b"),
            LOOSE),
        anyTime(
            "a new file has its size, but other bytes",
            "P",
            "create f; append f 512 b",
            steps -> {},
            steps -> steps.create("f").append("f", 512, 'b'),
            found -> found.size("f") == 512 && found.strays("f", 0, 512, 'b'),
            STALE),
        anyTime(
            "what was written after a truncation shows in what was there before it",
            "block allocation",
            "truncate f 0; append f 100 b over 300 a",
            steps -> steps.create("f").append("f", 300, 'a'),
            steps -> steps.truncate("f", 0).append("f", 100, 'b'),
            found -> found.size("f") == 300 && found.holds("f", 0, 100, 'b'),
            LOOSE),
        anyTime(
            "a size that a call set is there, but not what was appended below it",
            "ext4, xfs and btrfs on setting sizes",
            "append f 4096 b; truncate f 6000",
            steps -> steps.create("f"),
            steps -> steps.append("f", 4096, 'b').truncate("f", 6000),
            found -> found.size("f") == 6000 && found.strays("f", 0, 4096, 'b'),
            TAIL));
  }
}
