package dev.faultline.examples.disks;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.disks.Message.Ask;
import dev.faultline.examples.disks.Message.Keep;
import dev.faultline.examples.disks.Message.Kept;
import dev.faultline.examples.disks.Message.Newest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps one of the copies. It says nothing of what its disk does not let it do. */
final class Keeper implements Node {
  private final boolean careful;
  private @Nullable Journal journal;

  /** The newest version that this incarnation has made durable itself. */
  private long durable;

  Keeper(boolean careful) {
    this.careful = careful;
  }

  @Override
  public void start(Env env) {
    journal = new Journal(env.disk().getPath("/journal"), careful);
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    Journal open = journal;
    if (open == null || !(message instanceof Message asked)) {
      return;
    }
    try {
      switch (asked) {
        case Keep(long version) -> {
          if (version > durable) {
            open.add(version);
            durable = version;
          }
          env.send(from, new Kept(version));
        }
        case Ask(long number) -> env.send(from, new Newest(number, open.newest()));
        case Kept kept -> {}
        case Newest newest -> {}
      }
    } catch (IOException e) {
      env.remark("its disk says " + e.getMessage());
    }
  }
}
