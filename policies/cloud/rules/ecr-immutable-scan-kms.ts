import { propsOf } from "../../lib/cloud/resources";
import { cisEks } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { some } from "../../lib/unknowns";

interface Repository {
  imageTagMutability: string;
  imageScanningConfiguration: { scanOnPush?: boolean };
  encryptionConfigurations: { encryptionType?: string }[];
}

export const ecrImmutableScanKms = resourceRule({
  name: "ecr-immutable-scan-kms",
  title: "Image repositories are immutable, scanned and encrypted",
  description: "An ECR repository must not let a tag move, must scan what is pushed, and must encrypt with KMS.",
  group: "aws",
  severity: "medium",
  levels: AMM,
  framework: cisEks(
    "5.1.1",
    "Ensure Image Vulnerability Scanning using Amazon ECR image scanning or a third party provider",
  ),
  references: ["CIS EKS 5.1.1", "CKV_AWS_51", "CKV_AWS_163", "CKV_AWS_136"],
  remedy:
    "Set imageTagMutability: IMMUTABLE, imageScanningConfiguration.scanOnPush: true and encryptionConfigurations: [{ encryptionType: KMS }].",
  applies: (type) => type === "aws:ecr/repository:Repository",
  check(resource, report) {
    const props = propsOf<Repository>(resource);
    report.attempt(() => {
      if (props.imageTagMutability !== "IMMUTABLE") report.violation("imageTagMutability must be IMMUTABLE");
    });
    report.attempt(() => {
      if (props.imageScanningConfiguration?.scanOnPush !== true) {
        report.violation("imageScanningConfiguration.scanOnPush must be true");
      }
    });
    report.attempt(() => {
      const encrypted = some(
        () => props.encryptionConfigurations,
        ({ encryptionType }) => encryptionType === "KMS" || encryptionType === "KMS_DSSE",
      );
      if (!encrypted) report.violation("encryptionConfigurations must have the encryptionType KMS");
    });
  },
});
