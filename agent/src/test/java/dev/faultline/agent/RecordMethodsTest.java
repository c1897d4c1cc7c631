package dev.faultline.agent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11: what records say of themselves must not depend on who made the code for it. */
final class RecordMethodsTest {
  record All(
      boolean truth,
      byte small,
      char letter,
      short number,
      int count,
      long nanos,
      float ratio,
      double share,
      String text,
      Object anything,
      int[] array) {}

  record Empty() {}

  record One(Object only) {}

  /** Defines the changed classes beside the original ones. */
  private static final class Changed extends ClassLoader {
    Changed() {
      super(RecordMethodsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(RecordMethodsTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known != null ? known : changed(name);
    }

    private Class<?> changed(String name) {
      String resource = name.replace('.', '/') + ".class";
      try (InputStream in = requireNonNull(getParent().getResourceAsStream(resource))) {
        byte[] changed =
            requireNonNull(
                InterleavePoints.apply(in.readAllBytes(), new Scope.Bits(3, 2), getParent()));
        return defineClass(name, changed, 0, changed.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void saysTheSame(Class<?> type, List<Object[]> components) throws Exception {
    Class<?> changed = new Changed().loadClass(type.getName());
    List<Object> originals = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    for (Object[] each : components) {
      originals.add(make(type, each));
      others.add(make(changed, each));
    }
    for (int i = 0; i < originals.size(); i++) {
      assertThat(others.get(i)).hasToString(originals.get(i).toString());
      assertThat(others.get(i)).hasSameHashCodeAs(originals.get(i));
      for (int k = 0; k < originals.size(); k++) {
        assertThat(others.get(i).equals(others.get(k)))
            .as("%s and %s", originals.get(i), originals.get(k))
            .isEqualTo(originals.get(i).equals(originals.get(k)));
      }
      assertThat(others.get(i)).isNotEqualTo(originals.get(i)).isNotEqualTo(null);
    }
  }

  private static Object make(Class<?> type, Object[] components) throws Exception {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return constructor.newInstance(components);
  }

  @Test
  void generated_methods_say_what_those_of_the_jdk_say() throws Exception {
    int[] array = {1};
    Object[] first = {
      true, (byte) -1, 'x', (short) -2, 3, 4L << 40, 0.5f, 0.25, "text", List.of(1), array
    };
    List<Object[]> all = new ArrayList<>();
    all.add(first);
    all.add(first.clone());
    Object[] others = {
      false, (byte) 2, 'y', (short) 3, -3, -4L, -0.0f, -0.0, null, null, new int[] {1}
    };
    for (int i = 0; i < first.length; i++) {
      Object[] different = first.clone();
      different[i] = others[i];
      all.add(different);
    }
    Object[] zero = first.clone();
    zero[6] = 0.0f;
    zero[7] = Double.NaN;
    all.add(zero);
    all.add(zero.clone());

    saysTheSame(All.class, all);
  }

  @Test
  void so_do_those_of_records_of_few_components() throws Exception {
    saysTheSame(Empty.class, List.of(new Object[0], new Object[0]));
    saysTheSame(
        One.class, List.of(new Object[] {null}, new Object[] {"x"}, new Object[] {List.of("x")}));
  }
}
