package dev.faultline.hook;

import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * Where the identity hash codes of an incarnation come from: a place of the generator for each type
 * and each of its objects, by the type's name.
 */
final class TypeHashes {
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;
  private static final int FIRST_SIZE = 16;

  /** Most incarnations ask for no hash code at all. */
  private static final int[] NOTHING = {};

  /** In place of the name of a whole, for an object that is asked itself. */
  static final int NOBODY = 0;

  /** In place of a type's number, where nothing is counted. */
  static final long UNCOUNTED = -1;

  /**
   * Lambdas that capture nothing: one object for all worlds, so that no seed may be in its hash.
   */
  private static final ClassValue<Boolean> SHARED =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return type.isHidden()
              && Arrays.stream(type.getDeclaredFields())
                  .allMatch(field -> Modifier.isStatic(field.getModifiers()));
        }
      };

  private final long seed;

  /** Open addressing by the hash of the type's name; types of equal hash share a counter. */
  private int[] names = NOTHING;

  /** How many hash codes were drawn for a type, plus one; zero for an empty slot. */
  private int[] counts = NOTHING;

  private int used;

  TypeHashes(long seed) {
    this.seed = seed;
  }

  /**
   * Takes the current thread's generator to where the next object of {@code type} gets its hash.
   * Others may have their turns before it has: they ask for objects after this one.
   *
   * @param whole the {@link Asking#name} of the object that asks it as its part, or {@link #NOBODY}
   */
  void enter(Class<?> type, int whole, Asking asking) {
    int name = 31 * whole + nameHash(type);
    asking.name = name;
    if (type.isHidden() && SHARED.get(type)) {
      // Nor who asks first: in another world it may be somebody else.
      IdentityHashes.begin(nameHash(type) * GOLDEN_GAMMA);
      asking.type = UNCOUNTED;
      return;
    }
    if (counts.length == 0) {
      names = new int[FIRST_SIZE];
      counts = new int[FIRST_SIZE];
    }
    int slot = find(name);
    if (counts[slot] == 0) {
      names[slot] = name;
      counts[slot] = 1;
      if (++used * 2 > counts.length) {
        grow();
        slot = find(name);
      }
    }
    asking.type = Integer.toUnsignedLong(name);
    asking.object = counts[slot]++;
    IdentityHashes.begin(seed ^ ((long) name << 32 | asking.object) * GOLDEN_GAMMA);
  }

  /** The object got its hash code now, or had one before: then the next may have its number. */
  void leave(Asking asking) {
    if (asking.type != UNCOUNTED && !IdentityHashes.hasDrawn()) {
      int slot = find((int) asking.type);
      if (counts[slot] == asking.object + 1) {
        counts[slot]--;
      }
    }
    asking.type = UNCOUNTED;
  }

  /** A hidden class carries an address in its name, behind a slash. */
  static int nameHash(Class<?> type) {
    String name = type.getName();
    return type.isHidden() ? name.substring(0, name.indexOf('/')).hashCode() : name.hashCode();
  }

  private int find(int name) {
    int mask = counts.length - 1;
    int at = (name * 0x9E37_79B9 >>> 16) & mask;
    while (counts[at] != 0 && names[at] != name) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    int[] oldNames = names;
    int[] oldCounts = counts;
    names = new int[2 * oldNames.length];
    counts = new int[names.length];
    for (int i = 0; i < oldNames.length; i++) {
      if (oldCounts[i] != 0) {
        int at = find(oldNames[i]);
        names[at] = oldNames[i];
        counts[at] = oldCounts[i];
      }
    }
  }
}
