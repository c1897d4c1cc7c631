package dev.faultline.examples.stores.adaptor;

import dev.faultline.examples.stores.KeyValueStore;
import dev.faultline.examples.stores.StoreOpener;
import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** Opens an MVStore that commits, and syncs, when it is told to and not in the background. */
public class MvStoreOpener implements StoreOpener {
  /** For the loader. */
  public MvStoreOpener() {}

  /** One whose commits are not synced. */
  public static final class Unsynced extends MvStoreOpener {
    /** For the loader. */
    public Unsynced() {}

    @Override
    boolean syncs() {
      return false;
    }
  }

  boolean syncs() {
    return true;
  }

  @Override
  public final KeyValueStore open(File file) {
    MVStore store = new MVStore.Builder().fileName(file.getPath()).autoCommitDisabled().open();
    return new Open(store, store.openMap("map"), syncs());
  }

  private record Open(MVStore store, MVMap<String, String> map, boolean syncs)
      implements KeyValueStore {
    @Override
    public void put(String key, String value) {
      map.put(key, value);
    }

    @Override
    public void commit() {
      store.commit();
      if (syncs) {
        store.sync();
      }
    }

    @Override
    public Map<String, String> all() {
      Map<String, String> all = new TreeMap<>();
      map.forEach(all::put);
      return all;
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
