package dev.faultline.examples.microraft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LibraryLoaderTest {
  @Test
  void each_version_is_loaded_once_and_apart() throws ClassNotFoundException {
    ServerFactory older = MicroRaftLibrary.servers("0.5");
    ServerFactory newer = MicroRaftLibrary.servers("0.7");

    assertThat(MicroRaftLibrary.servers("0.5")).isSameAs(older);
    Class<?> olderNode = older.getClass().getClassLoader().loadClass("io.microraft.RaftNode");
    Class<?> newerNode = newer.getClass().getClassLoader().loadClass("io.microraft.RaftNode");
    assertThat(olderNode).isNotSameAs(newerNode);
    assertThat(olderNode.getClassLoader()).isSameAs(older.getClass().getClassLoader());
  }

  @Test
  void assertions_are_off_whatever_the_flags_of_this_jvm_say() throws ClassNotFoundException {
    ServerFactory servers = MicroRaftLibrary.servers("0.7");

    assertThat(servers.getClass().desiredAssertionStatus()).isFalse();
    assertThat(
            servers
                .getClass()
                .getClassLoader()
                .loadClass("io.microraft.impl.state.RaftState")
                .desiredAssertionStatus())
        .isFalse();
  }

  @Test
  void what_both_halves_speak_is_shared() throws ClassNotFoundException {
    ServerFactory servers = MicroRaftLibrary.servers("0.7");

    assertThat(servers.getClass().getClassLoader().loadClass(Wire.class.getName()))
        .isSameAs(Wire.class);
  }
}
