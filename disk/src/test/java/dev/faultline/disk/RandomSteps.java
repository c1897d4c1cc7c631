package dev.faultline.disk;

import dev.faultline.disk.litmus.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Calls by chance on a few files and directories, with syncs among them. */
final class RandomSteps {
  private RandomSteps() {}

  static void run(Disk disk, SplittableRandom random, int calls) {
    Steps steps = new Steps(disk);
    for (int i = 0; i < calls; i++) {
      List<String> files = new ArrayList<>();
      List<String> directories = new ArrayList<>(List.of(""));
      disk.live()
          .walk((path, inode) -> (inode.kind() == FileKind.FILE ? files : directories).add(path));
      String directory = directories.get(random.nextInt(directories.size()));
      String free = (directory.isEmpty() ? "" : directory + "/") + "n" + i;
      int choice = random.nextInt(12);
      if (choice == 0 && directories.size() < 4) {
        steps.mkdir(free);
      } else if (choice <= 2 || files.isEmpty()) {
        steps.create(free);
      } else {
        String file = files.get(random.nextInt(files.size()));
        String other = files.get(random.nextInt(files.size()));
        char letter = (char) ('a' + i % 26);
        switch (choice) {
          case 3, 4 -> steps.append(file, 1 + random.nextInt(6_000), letter);
          case 5 -> steps.write(file, random.nextInt(5_000), 1 + random.nextInt(2_000), letter);
          case 6 -> steps.truncate(file, random.nextInt(3) == 0 ? 0 : random.nextInt(6_000));
          case 7 -> steps.rename(file, random.nextBoolean() ? other : free);
          case 8 -> steps.link(file, free);
          case 9 -> steps.unlink(file);
          case 10 -> {
            if (random.nextBoolean()) {
              steps.fsync(file);
            } else {
              steps.fdatasync(file);
            }
          }
          default -> steps.fsync(directory);
        }
      }
    }
  }
}
