package dev.faultline.disk.fs;

import dev.faultline.disk.Disk;
import dev.faultline.disk.FileKind;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who watches which directory. Used under the file system's lock. */
final class Watches {
  private final Map<Long, List<DiskWatchService.Key>> keys = new TreeMap<>();

  void add(long directory, DiskWatchService.Key key) {
    keys.computeIfAbsent(directory, any -> new ArrayList<>()).add(key);
  }

  void remove(DiskWatchService.Key key) {
    keys.values().forEach(list -> list.remove(key));
    keys.values().removeIf(List::isEmpty);
  }

  void created(long directory, String name) {
    tell(directory, StandardWatchEventKinds.ENTRY_CREATE, name);
  }

  void deleted(long directory, String name) {
    tell(directory, StandardWatchEventKinds.ENTRY_DELETE, name);
  }

  /** A file's content changed: tells those that watch a directory where it has a name. */
  void modified(long inode, Disk disk) {
    for (long directory : List.copyOf(keys.keySet())) {
      if (disk.live().find(directory) != null
          && disk.inode(directory).kind() == FileKind.DIRECTORY) {
        for (Map.Entry<String, Long> entry : disk.inode(directory).entries().entrySet()) {
          if (entry.getValue() == inode) {
            tell(directory, StandardWatchEventKinds.ENTRY_MODIFY, entry.getKey());
          }
        }
      }
    }
  }

  private void tell(long directory, WatchEvent.Kind<?> kind, String name) {
    for (DiskWatchService.Key key : keys.getOrDefault(directory, List.of())) {
      key.tell(kind, name);
    }
  }
}
