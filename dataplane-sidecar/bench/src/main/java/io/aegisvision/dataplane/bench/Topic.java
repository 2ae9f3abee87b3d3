package io.aegisvision.dataplane.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** A topic of the bench's own. */
final class Topic {
    private static final long SECONDS = 30;

    private Topic() {}

    static void make(String bootstrap, String name, int partitions) throws IOException, InterruptedException {
        delete(bootstrap, name);
        try (Admin admin = open(bootstrap)) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("topic " + name + " cannot be made", e);
        }
    }

    static void delete(String bootstrap, String name) throws IOException, InterruptedException {
        try (Admin admin = open(bootstrap)) {
            if (admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS).contains(name)) {
                admin.deleteTopics(List.of(name)).all().get(SECONDS, TimeUnit.SECONDS);
                while (admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS).contains(name)) {
                    Thread.sleep(100); // deleting is not announced
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("topic " + name + " cannot be deleted", e);
        }
    }

    private static Admin open(String bootstrap) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }
}
