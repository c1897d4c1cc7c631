/**
 * The half of the example that knows MicroRaft: a server is a node made of handlers, and everything
 * that MicroRaft asks for through its builder is put under the world's control. Loaded once for
 * every version of MicroRaft; compiled against the newest.
 */
@NullMarked
package dev.faultline.examples.microraft.server;

import org.jspecify.annotations.NullMarked;
