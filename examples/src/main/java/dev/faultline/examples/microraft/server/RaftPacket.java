package dev.faultline.examples.microraft.server;

import io.microraft.model.message.RaftMessage;

/**
 * A message of MicroRaft on the network. MicroRaft does not change a message once it is built, so
 * it travels by reference.
 *
 * @param to the endpoint that is meant; a server that was replaced does not listen to what its
 *     predecessor is told
 */
record RaftPacket(String to, RaftMessage message) {}
