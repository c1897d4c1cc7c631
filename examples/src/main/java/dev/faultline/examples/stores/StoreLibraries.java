package dev.faultline.examples.stores;

import dev.faultline.examples.library.LibraryLoader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The libraries, each loaded once, and how they are opened. */
enum StoreLibraries {
  MAPDB(
      "MapDbOpener",
      "mapdb.jar",
      "kotlin-stdlib.jar",
      "guava.jar",
      "failureaccess.jar",
      "eclipse-collections-api.jar",
      "eclipse-collections.jar",
      "lz4.jar",
      "elsa.jar"),
  MVSTORE("MvStoreOpener", "h2-mvstore.jar"),
  MVSTORE_UNSYNCED("MvStoreOpener$Unsynced", "h2-mvstore.jar");

  private static final String ADAPTOR = "dev.faultline.examples.stores.adaptor";

  private final String adaptor;
  private final List<String> jars;
  private @Nullable StoreOpener opener;

  StoreLibraries(String adaptor, String... jars) {
    this.adaptor = adaptor;
    this.jars = List.of(jars);
  }

  synchronized StoreOpener opener() {
    if (opener == null) {
      opener = load();
    }
    return opener;
  }

  private StoreOpener load() {
    List<InputStream> open = new ArrayList<>();
    try {
      for (String jar : jars) {
        open.add(open(jar));
      }
      return new LibraryLoader(StoreLibraries.class, ADAPTOR, open)
          .loadClass(ADAPTOR + "." + adaptor)
          .asSubclass(StoreOpener.class)
          .getConstructor()
          .newInstance();
    } catch (IOException | ReflectiveOperationException broken) {
      throw new IllegalStateException(jars.getFirst() + " cannot be loaded", broken);
    }
  }

  private static InputStream open(String jar) {
    InputStream stream = StoreLibraries.class.getResourceAsStream("library/" + jar);
    if (stream == null) {
      throw new IllegalStateException(jar + " is not in the build; run Maven's process-resources");
    }
    return stream;
  }
}
