package dev.faultline.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.content.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import org.junit.jupiter.api.Test;

/**
 * Records that another class loader has loaded, as {@code --classpath} does: they lie in another
 * unnamed module, and need not be public to be looked into.
 */
class ForeignRecordTest {
  private record Parcel(int number, String to, double weight) {}

  /** Loads {@link Parcel} by itself, and leaves everything else to the test's own loader. */
  private static final class Apart extends ClassLoader {
    Apart() {
      super(ForeignRecordTest.class.getClassLoader());
    }

    Class<?> parcel() throws IOException {
      String name = Parcel.class.getName();
      try (InputStream in =
          Parcel.class.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      }
    }
  }

  @Test
  void a_record_of_another_class_loader_that_is_not_public_is_looked_into() throws Exception {
    Class<?> type = new Apart().parcel();
    assertThat(type.getModule()).isNotSameAs(Parcel.class.getModule());
    Constructor<?> constructor = type.getDeclaredConstructor(int.class, String.class, double.class);
    constructor.setAccessible(true);
    var contents = Contents.forTraces();
    long first = contents.of(constructor.newInstance(1, "here", 0.5));
    assertThat(contents.of(constructor.newInstance(1, "here", 0.5))).isEqualTo(first);
    assertThat(contents.of(constructor.newInstance(2, "here", 0.5))).isNotEqualTo(first);
    assertThat(contents.of(constructor.newInstance(1, "there", 0.5))).isNotEqualTo(first);
    assertThat(contents.of(constructor.newInstance(1, "here", 0.25))).isNotEqualTo(first);
    assertThat(contents.unhashed()).isEmpty();
  }
}
